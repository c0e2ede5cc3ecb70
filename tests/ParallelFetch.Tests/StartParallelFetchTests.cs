using System.Collections;
using System.Management.Automation;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests;

public sealed class StartParallelFetchTests(ServerFixture fixture) : CmdletTest(fixture)
{
    [Fact]
    public async Task Results_come_out_while_input_still_arrives()
    {
        // The second URL is only given once the first result has come out: without streaming, this would never end.
        Session.With("seen", new ArrayList());
        using PowerShell shell = Session.Create("""
            & {
                "${http}text/first"
                for ($i = 0; $seen.Count -eq 0; $i++) { "# waiting" }
                "${http}text/second"
            } | Start-ParallelFetch | ForEach-Object { [void]$seen.Add($_); $_ }
            """);

        PSDataCollection<PSObject> output = await shell.InvokeAsync().WaitAsync(Patience, Cancellation);

        Assert.Equal(2, output.Count);
    }

    [Fact]
    public async Task A_long_input_is_read_ahead_only_so_far()
    {
        var given = new List<int>();
        Session.With("given", given);
        using PowerShell shell = Session.Create(
            "1..20000 | ForEach-Object { $given.Add($_); \"${http}gate/g?$_\" } | Start-ParallelFetch -Throttle 4");
        IAsyncResult running = shell.BeginInvoke();
        await Scope.WaitForGateAsync("g", 4, Patience, Cancellation);

        await Task.Run(() => SpinWait.SpinUntil(() => given.Count >= 4 + 1024, Patience), Cancellation);
        await Scope.ReleaseGateAsync("g", 1, Cancellation);
        await Scope.WaitForGateAsync("g", 4, Patience, Cancellation);

        Assert.InRange(given.Count, 4 + 1024, 4 + 1024 + 8);
        shell.Stop();
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        Assert.NotNull(running);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("deflate-raw")]
    [InlineData("br")]
    [InlineData("gzip-br")]
    public void Compressed_bodies_are_decompressed(string coding)
    {
        PSObject result = Assert.Single(Run($"Start-ParallelFetch \"${{http}}compress/{coding}?size=100000\"").Output);

        Assert.Equal(BytePattern.Create(100_000), result.Get<byte[]>("ContentBytes"));
        Assert.Equal(100_000, result.Get<long>("RawContentLength"));
    }
}
