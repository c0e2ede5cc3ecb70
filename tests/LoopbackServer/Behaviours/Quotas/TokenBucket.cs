namespace LoopbackServer.Behaviours.Quotas;

/// <summary>So many a second, and so many at once after a rest: the usual quota of an API. It starts full.</summary>
internal sealed class TokenBucket(double rate, double burst) : IQuotaRule
{
    private double _taken;
    private TimeSpan _filled;

    public TimeSpan? Ask(TimeSpan now)
    {
        _taken = Math.Max(0, _taken - (now - _filled).TotalSeconds * rate);
        _filled = now;
        if (_taken + 1 > burst)
        {
            return TimeSpan.FromSeconds((_taken + 1 - burst) / rate);
        }

        _taken++;
        return null;
    }

    public void Leave()
    {
        // What counts is how many begin.
    }
}
