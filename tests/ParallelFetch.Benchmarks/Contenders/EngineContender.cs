using ParallelFetch.Http;

namespace ParallelFetch.Benchmarks.Contenders;

/// <summary>ParallelFetch without PowerShell: one thread feeds and drains a batch, as the cmdlet does.</summary>
internal sealed class EngineContender(bool readContent = false, Stream? bodyTarget = null) : Contender
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly FetchEngine _engine = new();

    public override string Key => "engine";

    public override string Title => readContent ? "ParallelFetch engine (C#) + .Content" : "ParallelFetch engine (C#)";

    public override bool IsOurs => true;

    public override RunOutcome Run(Workload work, CancellationToken cancellation)
    {
        var options = new FetchOptions
        {
            Connection = ConnectionProfile.Default with { SkipCertificateCheck = true },
            HttpVersion = work.HttpVersion,
        };
        using FetchBatch batch = _engine.StartBatch(new FetchLimits { Throttle = work.Throttle }, inOrder: false);
        (long succeeded, long bytes) = (0L, 0L);
        foreach (string url in work.Urls)
        {
            batch.Add(FetchRequest.Create(url, options, bodyTarget: bodyTarget));
            Drain();
            while (batch.IsFull)
            {
                batch.WaitForOutcome(Patience, cancellation);
                Drain();
            }
        }

        while (!batch.IsDrained)
        {
            batch.WaitForOutcome(Patience, cancellation);
            Drain();
        }

        return new RunOutcome(succeeded, bytes);

        void Drain()
        {
            while (batch.TryTake(out FetchOutcome? outcome))
            {
                bool good = outcome is { StatusCode: 200, IsSuccess: true } && outcome.HttpVersion == work.HttpVersion && IsRead(outcome);
                succeeded += good ? 1 : 0;
                bytes += outcome.RawContentLength;
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        _engine.Dispose();
        base.Dispose(disposing);
    }

    private bool IsRead(FetchOutcome outcome) => !readContent || outcome.Content is { Length: > 0 };
}
