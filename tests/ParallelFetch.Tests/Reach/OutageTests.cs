using System.Management.Automation;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Reach;

/// <summary>A server that goes away in the middle of a list and comes back: no URL is lost.</summary>
public sealed class OutageTests(ServerFixture fixture) : CmdletTest(fixture)
{
    private const int Throttle = 20;

    private static readonly TimeSpan Away = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Who_is_away_for_a_second_is_waited_for()
    {
        ServerRelay relay = await Scope.RelayAsync("restarted", Cancellation);

        PSObject[] results = await RunAsync(relay, 1_000, "");

        Assert.Equal(1_000, results.Count(result => result.Get<int>("StatusCode") == 200));
        Assert.Equal(1_000, results.Select(result => result.Get<Uri>("Uri")).Distinct().Count());

        // What was on its way when the connections broke has come twice, and nothing else.
        Assert.InRange((await CountersAsync()).Total.Requests, 1_000, 1_000 + (2 * Throttle));
    }

    [Fact]
    public async Task Other_hosts_go_on_meanwhile()
    {
        ServerRelay away = await Scope.RelayAsync("away", Cancellation);
        ServerRelay other = await Scope.RelayAsync("other", Cancellation);
        Session.With("away", away.Url("delay/10").AbsoluteUri).With("there", other.Url("delay/11").AbsoluteUri);
        using PowerShell shell = Session.Create($$"""
            1..200 | ForEach-Object { "${away}?$_"; "${there}?$_" } | Start-ParallelFetch -Throttle {{Throttle}}
            """);
        var output = new PSDataCollection<PSObject>();
        IAsyncResult running = shell.BeginInvoke<PSObject, PSObject>(null, output);
        await Scope.WaitForAsync(counters => counters["/delay/10"].Requests >= 50, Patience, Cancellation);
        await away.GoAwayAsync(cancellationToken: Cancellation);

        // It comes back only when the other host is done.
        await Scope.WaitForAsync(counters => counters["/delay/11"] is { Requests: 200, Concurrent: 0 }, Patience, Cancellation);
        await away.ComeBackAsync(Cancellation);
        shell.EndInvoke(running);

        Assert.Equal(400, output.Count(result => result.Get<int>("StatusCode") == 200));
        Assert.Empty(shell.Streams.Error);
    }

    [Fact]
    public async Task Files_arrive_whole()
    {
        ServerRelay relay = await Scope.RelayAsync("files", Cancellation);
        string folder = Directory.CreateTempSubdirectory("parallelfetch-reach-").FullName;
        try
        {
            await RunAsync(relay, 300, $"-OutFile {{ '{folder}/' + ($_ -replace '.*\\?') }}");

            FileInfo[] files = new DirectoryInfo(folder).GetFiles();
            Assert.Equal(300, files.Length);
            Assert.All(files, file => Assert.Equal($"/delay/10?{file.Name}", File.ReadAllText(file.FullName)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Who_has_never_answered_is_not_waited_for()
    {
        ServerRelay relay = await Scope.RelayAsync("good", Cancellation);
        Session.With("good", relay.Url("text/").AbsoluteUri);

        RunResult run = Run($$"""
            1..100 | ForEach-Object { "${refused}?$_"; "$good$_" } | Start-ParallelFetch -Throttle {{Throttle}}
            """);

        Assert.Equal(100, run.All<int>("StatusCode").Count(status => status == 200));
        Assert.Equal(100, run.ErrorIds.Count());
        Assert.All(
            run.Output.Where(result => result.Get<int>("StatusCode") != 200),
            result => Assert.InRange(result.Get<int>("Attempts"), 0, 1));
    }

    /// <summary>Fetches by way of the relay, which goes away when a quarter has come.</summary>
    private async Task<PSObject[]> RunAsync(ServerRelay relay, int count, string options)
    {
        Session.With("relay", relay.Url("delay/10").AbsoluteUri);
        using PowerShell shell = Session.Create(
            $"1..{count} | ForEach-Object {{ \"${{relay}}?$_\" }} | Start-ParallelFetch -Throttle {Throttle} {options}");
        var output = new PSDataCollection<PSObject>();
        IAsyncResult running = shell.BeginInvoke<PSObject, PSObject>(null, output);
        await Scope.WaitForAsync(counters => counters.Total.Requests >= count / 4, Patience, Cancellation);
        await relay.GoAwayAsync(Away, Cancellation);
        shell.EndInvoke(running);
        Assert.Empty(shell.Streams.Error);
        return [.. output];
    }
}
