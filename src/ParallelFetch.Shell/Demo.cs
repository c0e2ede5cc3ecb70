using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using LoopbackServer.Client;

namespace ParallelFetch.Shell;

/// <summary>
/// Fetches the same list of search-like pages from the bundled loopback server one at a time and in parallel, through the real
/// cmdlet, and compares the times: pyparallelcurl's demo without the search engine.
/// </summary>
internal sealed class Demo(DemoOptions options, ShellHost host, Runspace runspace, ScriptRunner runner)
{
    private const int ShownRows = 10;
    private const int WarmUps = 4;

    /// <summary>Runs the demo and returns the exit code.</summary>
    public int Run()
    {
        try
        {
            using var server = LoopbackServerProcess.Start();
            string[] urls = [.. Enumerable.Range(1, options.Count).Select(n => PageOf(server, n))];
            runspace.SessionStateProxy.SetVariable("urls", urls);
            return Compare() ? ExitCodes.Success : runner.Failed;
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or TimeoutException)
        {
            host.UI.WriteErrorLine($"The loopback server cannot be started: {exception.Message}");
            return runner.Failed;
        }
    }

    private string PageOf(LoopbackServerProcess server, int number) =>
        server.Url(string.Create(CultureInfo.InvariantCulture, $"/search?q=term+{number}&delay={options.Delay}")).AbsoluteUri;

    private bool Compare()
    {
        host.UI.WriteLine(Invariant($"{options.Count} pages of about {options.Delay} ms each, such as"));
        host.UI.WriteLine($"  {runner.Evaluate("$urls[0]")}");
        host.UI.WriteLine();

        // The first request of a process pays for loading the HTTP stack; neither run should.
        string warmUp = Invariant($"$null = $urls | Select-Object -First {WarmUps} | Start-ParallelFetch -Throttle {WarmUps}");
        return runner.Invoke(pipeline => pipeline.AddScript(warmUp))
            && Measure(throttle: 1) is { } serial
            && Measure(options.Throttle) is { } parallel
            && ShowResults()
            && ShowTimes(serial, parallel)
            && AllSucceeded();
    }

    private TimeSpan? Measure(int throttle)
    {
        var watch = Stopwatch.StartNew();
        return Execute(Invariant($"$results = $urls | Start-ParallelFetch -Throttle {throttle}")) ? watch.Elapsed : null;
    }

    private bool ShowResults()
    {
        bool shown = Execute(Invariant($"$results | Select-Object -First {ShownRows}"));
        int more = Results().Length - ShownRows;
        if (more > 0)
        {
            host.UI.WriteLine(Invariant($"… {more} more"));
            host.UI.WriteLine();
        }

        return shown;
    }

    private bool ShowTimes(TimeSpan serial, TimeSpan parallel)
    {
        host.UI.WriteLine(Invariant(
            $"one at a time: {serial.TotalSeconds:0.0#} s; {options.Throttle} in parallel: {parallel.TotalSeconds:0.00} s; ")
            + Invariant($"{serial / parallel:0.0} × faster (ideal {options.IdealSpeedup:0.#})"));
        return true;
    }

    private bool AllSucceeded()
    {
        int succeeded = Results().Count(result => LanguagePrimitives.IsTrue(result.Properties["IsSuccess"]?.Value));
        if (succeeded < options.Count)
        {
            host.UI.WriteErrorLine(Invariant($"{options.Count - succeeded} of {options.Count} fetches failed."));
        }

        return succeeded == options.Count;
    }

    private PSObject[] Results() =>
        LanguagePrimitives.GetEnumerable(runspace.SessionStateProxy.GetVariable("results")) is IEnumerable results
            ? [.. results.Cast<object>().Select(PSObject.AsPSObject)]
            : [];

    /// <summary>Shows a command as if typed, and runs it.</summary>
    private bool Execute(string command)
    {
        host.UI.WriteLine($"PS> {command}");
        return runner.Invoke(pipeline => pipeline.AddScript(command));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
