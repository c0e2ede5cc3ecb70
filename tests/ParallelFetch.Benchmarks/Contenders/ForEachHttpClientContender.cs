namespace ParallelFetch.Benchmarks.Contenders;

/// <summary>What a script author with some .NET writes: ForEach-Object -Parallel around a shared HttpClient, in this process's engine.</summary>
internal sealed class ForEachHttpClientContender : Contender
{
    private readonly InProcessPowerShell _session = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

    public override string Key => "foreach-httpclient";

    public override string Title => "`ForEach-Object -Parallel { HttpClient }`, same engine";

    public override int MaximumRequests => 1_000;

    public override RunOutcome Run(Workload work, CancellationToken cancellation) => _session.RunCounting(
        """
        $client = $args[2]
        $succeeded = 0; $bytes = 0
        foreach ($length in $args[0] | ForEach-Object -ThrottleLimit $args[1] -Parallel { ($using:client).GetByteArrayAsync($_).GetAwaiter().GetResult().Length }) {
            $succeeded++
            $bytes += $length
        }
        $succeeded, $bytes
        """,
        work.Urls,
        work.Throttle,
        _client);

    protected override void Dispose(bool disposing)
    {
        _session.Dispose();
        _client.Dispose();
        base.Dispose(disposing);
    }
}
