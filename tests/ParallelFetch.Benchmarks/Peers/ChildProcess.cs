using System.Diagnostics;

namespace ParallelFetch.Benchmarks.Peers;

/// <summary>Runs a program to its end and keeps what it writes.</summary>
internal static class ChildProcess
{
    public static ChildResult Run(string program, IEnumerable<string> arguments, TimeSpan patience, CancellationToken cancellation = default)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(patience);
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        })!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            Task.WhenAll(output, errors, process.WaitForExitAsync(deadline.Token)).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            throw;
        }

        return new ChildResult(process.ExitCode, output.Result, errors.Result);
    }

    /// <summary>The same, where anything but success is an error.</summary>
    /// <exception cref="BenchmarkException">It failed; the message has its last words.</exception>
    public static string RunOrThrow(string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        ChildResult result = Run(program, arguments, TimeSpan.FromMinutes(15), cancellation);
        string lastWords = result.Errors.Length > 0 ? result.Errors : result.Output;
        return result.ExitCode == 0
            ? result.Output
            : throw new BenchmarkException(
                $"{Path.GetFileName(program)} ended with {result.ExitCode}: {lastWords[^Math.Min(400, lastWords.Length)..].ReplaceLineEndings(" ")}");
    }
}

/// <summary>How a program ended.</summary>
internal sealed record ChildResult(int ExitCode, string Output, string Errors);
