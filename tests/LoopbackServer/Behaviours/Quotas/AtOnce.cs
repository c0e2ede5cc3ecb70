namespace LoopbackServer.Behaviours.Quotas;

/// <summary>So many at the same time.</summary>
internal sealed class AtOnce(int limit, TimeSpan latency) : IQuotaRule
{
    private int _present;

    public TimeSpan? Ask(TimeSpan now)
    {
        if (_present >= limit)
        {
            return latency;
        }

        _present++;
        return null;
    }

    public void Leave() => _present--;
}
