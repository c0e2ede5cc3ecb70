using System.Collections;
using System.Management.Automation;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests;

public sealed class StartParallelFetchTests(ServerFixture fixture) : CmdletTest(fixture)
{
    [Fact]
    public async Task One_result_per_url_comes_out()
    {
        RunResult run = Run("1..100 | ForEach-Object { \"${http}text/$_\" } | Start-ParallelFetch -Throttle 20");

        Assert.Empty(run.Errors);
        Assert.Equal(
            Enumerable.Range(1, 100).Select(i => Scope.Url($"text/{i}")).OrderBy(uri => uri.ToString()),
            run.All<Uri>("Uri").OrderBy(uri => uri!.ToString()));
        Assert.All(run.Output, result =>
        {
            Assert.Equal("ParallelFetch.FetchResult", result.TypeNames[0]);
            Assert.Equal(200, result.Get<int>("StatusCode"));
            Assert.True(result.Get<bool>("IsSuccess"));
            Assert.EndsWith(result.Get<Uri>("Uri")!.Segments[^1], result.Get<string>("Content"), StringComparison.Ordinal);
        });
        Assert.Equal(100, (await CountersAsync()).Total.Requests);
    }

    [Fact]
    public void A_result_has_the_properties_of_the_contract()
    {
        PSObject result = Assert.Single(Run("Start-ParallelFetch \"${http}redirect/1\" -Cookie @{ k = 'v' }").Output);

        Assert.Equal(Scope.Url("redirect/1"), result.Get<Uri>("Uri"));
        Assert.Equal(Scope.Url("echo"), result.Get<Uri>("ResponseUri"));
        Assert.Equal("OK", result.Get<string>("StatusDescription"));
        Assert.Equal(result.Get<byte[]>("ContentBytes")!.LongLength, result.Get<long>("RawContentLength"));
        Assert.Equal("utf-8", result.Get<System.Text.Encoding>("Encoding")!.WebName);
        Assert.StartsWith("application/json", result.Get<string>("ContentType"), StringComparison.Ordinal);
        Assert.Contains("content-type", result.Get<IDictionary<string, IEnumerable<string>>>("Headers")!.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.Null(result.Get<string>("OutFile"));
        Assert.Null(result.Get<ErrorRecord>("Error"));
        Assert.Equal(1, result.Get<int>("Attempts"));
        Assert.Equal(1, result.Get<int>("Redirects"));
        Assert.Equal(new Version(1, 1), result.Get<Version>("HttpVersion"));
        Assert.True(result.Get<DateTimeOffset>("StartTime") <= DateTimeOffset.Now);
        Assert.True(result.Get<TimeSpan>("Elapsed") > TimeSpan.Zero);
        Assert.NotNull(result.Properties["Timing"].Value);
        Assert.NotNull(result.Properties["Json"]);
    }

    [Fact]
    public async Task The_server_sees_exactly_the_throttle_and_never_more()
    {
        using PowerShell shell = Session.Create("1..60 | ForEach-Object { \"${http}gate/g?$_\" } | Start-ParallelFetch -Throttle 20");
        IAsyncResult running = shell.BeginInvoke();

        await Scope.WaitForGateAsync("g", 20, Patience, Cancellation);
        await Scope.ReleaseGateAsync("g", 15, Cancellation);
        await Scope.WaitForGateAsync("g", 20, Patience, Cancellation);
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);

        Assert.Equal(60, shell.EndInvoke(running).Count);
        Assert.Equal(20, (await CountersAsync()).Total.Peak);
    }

    [Fact]
    public async Task Connections_are_kept_and_shared_by_all_calls_of_a_session()
    {
        Run("1..3 | ForEach-Object { 1..200 | ForEach-Object { \"${http}text/$_\" } | Start-ParallelFetch -Throttle 5 -Headers @{ A = $_ } }");

        ServerCounters counters = await CountersAsync();
        Assert.Equal(600, counters.Total.Requests);
        Assert.InRange(counters.Total.Connections, 1, 5);
    }

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
    public async Task Results_come_in_the_order_of_completion_or_of_the_input_if_asked()
    {
        string script = "'gate/a', 'text/b', 'text/c' | ForEach-Object { \"$http$_\" } | Start-ParallelFetch -Throttle 3";
        Assert.Equal(["c", "b"], (await RunWithGateAsync(script + " | ForEach-Object { $_ }", "a")).Take(2).OrderDescending());
        Assert.Equal(["a", "b", "c"], await RunWithGateAsync(script + " -InOrder", "a"));
    }

    [Fact]
    public async Task The_limit_can_be_changed_from_downstream_while_the_batch_runs()
    {
        using PowerShell shell = Session.Create("""
            @("${http}text/1") + @(1..100 | ForEach-Object { "${http}gate/g?$_" }) |
                Start-ParallelFetch -Throttle 3 |
                ForEach-Object { if ($_.Uri.AbsolutePath -like '*/text/*') { Set-ParallelFetchLimit -Throttle 40 }; $_ }
            """);
        IAsyncResult running = shell.BeginInvoke();

        await Scope.WaitForGateAsync("g", 40, Patience, Cancellation);
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);

        Assert.Equal(101, shell.EndInvoke(running).Count);
        Assert.InRange((await CountersAsync())["/gate/g"].Peak, 40, 40);
    }

    [Fact]
    public async Task Lowering_the_limit_from_downstream_holds_from_then_on()
    {
        RunResult run = Run("""
            1..200 | ForEach-Object { "${http}text/$_" } | Start-ParallelFetch -Throttle 20 |
                ForEach-Object -Begin { $n = 0 } -Process { if (++$n -eq 50) { Set-ParallelFetchLimit 1 } }
            (Get-ParallelFetchLimit).Throttle
            """);
        Assert.Equal(1, run.Output[0].BaseObject);

        await Scope.ResetAsync(Cancellation);
        Run("1..50 | ForEach-Object { \"${http}text/$_\" } | Start-ParallelFetch");

        Assert.Equal(1, (await CountersAsync()).Total.Peak);
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

    [Fact]
    public void Http2_is_negotiated_over_tls_and_can_be_refused()
    {
        Assert.Equal([new Version(2, 0)], Run("Start-ParallelFetch \"${https}text/1\" -SkipCertificateCheck").All<Version>("HttpVersion"));
        Assert.Equal([new Version(1, 1)], Run("Start-ParallelFetch \"${https}text/1\" -SkipCertificateCheck -HttpVersion 1.1").All<Version>("HttpVersion"));
        Assert.Contains("HTTP/1.0", Assert.Single(Run("Start-ParallelFetch \"${http}echo\" -HttpVersion 1.0").All<string>("Content")), StringComparison.Ordinal);
        Assert.Equal("ParameterArgumentTransformationError", Run("Start-ParallelFetch \"${http}text/1\" -HttpVersion 9").ThrownId);
    }

    [Fact]
    public void Every_encoding_of_the_server_is_understood()
    {
        RunResult run = Run("""
            'utf8-header', 'utf8-bom', 'utf8-none', 'utf16le-bom', 'utf16be-bom', 'unknown-charset-header', 'quoted-charset',
            'header-contradicts-bom', 'utf8-meta-http-equiv' | ForEach-Object { "${http}encoding/$_" } | Start-ParallelFetch
            """);

        Assert.Equal(9, run.Output.Count);
        Assert.All(run.Output, result => Assert.Contains("Grüße, Żółć, 日本語 €", result.Get<string>("Content"), StringComparison.Ordinal));
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

    [Theory]
    [InlineData("ok")]
    [InlineData("http10")]
    [InlineData("no-reason")]
    [InlineData("custom-reason")]
    [InlineData("100-continue")]
    [InlineData("trailers")]
    public void Unusual_but_valid_responses_are_taken(string path)
    {
        RunResult run = Run($"Start-ParallelFetch \"${{raw}}{path}\"");

        Assert.Empty(run.Errors);
        Assert.Equal([200], run.All<int>("StatusCode"));
    }

    [Fact]
    public void Redirects_are_followed_up_to_the_maximum()
    {
        Assert.Equal([3], Run("Start-ParallelFetch \"${http}redirect/3\"").All<int>("Redirects"));
        Assert.Equal(["MaximumRedirectExceeded"], Run("Start-ParallelFetch \"${http}redirect/3\" -MaximumRedirection 2").ErrorIds);
        Assert.Equal([302], Run("Start-ParallelFetch \"${http}redirect/3\" -MaximumRedirection 0").All<int>("StatusCode"));
        Assert.Equal(["MaximumRedirectExceeded"], Run("Start-ParallelFetch \"${http}redirect-loop\"").ErrorIds);
        Assert.Equal([302], Run("Start-ParallelFetch \"${http}redirect-nolocation\"").All<int>("StatusCode"));
        Assert.Equal(["ProtocolError"], Run("Start-ParallelFetch \"${http}redirect-bad\" -MaximumRetryCount 0").ErrorIds);
        Assert.Equal(
            ["InsecureRedirection"],
            Run("Start-ParallelFetch \"${https}redirect-to?url=$([uri]::EscapeDataString($http + 'echo'))\" -SkipCertificateCheck").ErrorIds);
    }

    [Fact]
    public void Credentials_do_not_cross_origins()
    {
        string elsewhere = new UriBuilder(Scope.Url("echo")) { Host = "localhost" }.Uri.ToString();
        Session.With("elsewhere", elsewhere);

        RunResult run = Run("""
            $headers = @{ Authorization = 'Bearer x'; 'X-Api-Key' = 'k'; Accept = 'a/b' }
            "${http}redirect-to?url=/s/here/echo", "${http}redirect-to?url=$([uri]::EscapeDataString($elsewhere))" |
                Start-ParallelFetch -Headers $headers -InOrder
            """);

        string[] echoes = [.. run.All<string>("Content")!];
        Assert.Contains("Bearer x", echoes[0], StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer x", echoes[1], StringComparison.Ordinal);
        Assert.DoesNotContain("X-Api-Key", echoes[1], StringComparison.OrdinalIgnoreCase);
        Assert.Contains("a/b", echoes[1], StringComparison.Ordinal);
    }

    private async Task<IEnumerable<string>> RunWithGateAsync(string script, string gate)
    {
        using PowerShell shell = Session.Create(script);
        var output = new PSDataCollection<PSObject>();
        IAsyncResult running = shell.BeginInvoke<PSObject, PSObject>(null, output);
        await Scope.WaitForAsync(counters => counters.Total.Requests >= 3 && counters.Total.Concurrent == 1, Patience, Cancellation);
        await Scope.ReleaseGateAsync(gate, 1, Cancellation);
        shell.EndInvoke(running);
        await Scope.ResetAsync(Cancellation);
        return output.Select(result => result.Get<Uri>("Uri")!.Segments[^1]);
    }
}
