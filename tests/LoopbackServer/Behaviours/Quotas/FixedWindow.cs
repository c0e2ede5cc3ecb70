namespace LoopbackServer.Behaviours.Quotas;

/// <summary>So many in each span of time; the first span begins with the first request, and one follows the other.</summary>
internal sealed class FixedWindow(int limit, TimeSpan window) : IQuotaRule
{
    private TimeSpan? _start;
    private long _number;
    private int _count;

    public TimeSpan? Ask(TimeSpan now)
    {
        _start ??= now;
        long number = (now - _start.Value).Ticks / window.Ticks;
        if (number != _number)
        {
            (_number, _count) = (number, 0);
        }

        if (_count >= limit)
        {
            return _start + (number + 1) * window - now;
        }

        _count++;
        return null;
    }

    public void Leave()
    {
        // What counts is how many begin.
    }
}
