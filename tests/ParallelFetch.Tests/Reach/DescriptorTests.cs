using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Reach;

/// <summary>Too few file descriptors for the throttle: that is this machine's trouble, and no host's.</summary>
public sealed class DescriptorTests(ServerFixture fixture) : CmdletTest(fixture)
{
    [Fact]
    public async Task All_arrive_with_one_warning()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Sockets are no file descriptors there.");
        string url = Scope.Url("delay/200?").AbsoluteUri;
        using var pwsh = PowerShellProcess.Start(
            $$"""
            $ProgressPreference = 'SilentlyContinue'
            $options = @{ Throttle = 500; WarningVariable = 'warnings'; WarningAction = 'SilentlyContinue' }
            $results = 1..1000 | ForEach-Object { "{{url}}$_" } | Start-ParallelFetch @options
            "$(@($results | Where-Object StatusCode -eq 200).Count) $($warnings.Count) $(@($warnings -match 'ulimit -n').Count)"
            """,
            descriptors: 256);

        (int exitCode, string output, string error) = await pwsh.WaitAsync(Cancellation);

        Assert.Equal((0, "1000 1 1", ""), (exitCode, output.Trim(), error));
        Assert.True((await CountersAsync()).Total.Requests >= 1_000);
    }
}
