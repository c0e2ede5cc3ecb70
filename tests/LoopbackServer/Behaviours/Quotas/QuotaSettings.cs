namespace LoopbackServer.Behaviours.Quotas;

/// <param name="Rate">A bucket: how many a second.</param>
/// <param name="Burst">A bucket: how many it holds.</param>
/// <param name="Limit">A window: how many in it. At once: how many at the same time.</param>
/// <param name="Seconds">A window: how long it is.</param>
/// <param name="LatencyMs">How long each that is served takes.</param>
internal sealed record QuotaSettings(double Rate = 20, double Burst = 20, int Limit = 8, double Seconds = 10, int LatencyMs = 0)
{
    /// <summary><c>bucket</c>, <c>window</c> or <c>at-once</c>.</summary>
    public IQuotaRule Create(string kind) => kind switch
    {
        "bucket" => new TokenBucket(Rate, Burst),
        "window" => new FixedWindow(Limit, TimeSpan.FromSeconds(Seconds)),
        "at-once" => new AtOnce(Limit, TimeSpan.FromMilliseconds(LatencyMs)),
        _ => throw new BadHttpRequestException($"There is no quota '{kind}': bucket, window, at-once."),
    };
}
