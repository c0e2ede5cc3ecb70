namespace ParallelFetch.Scheduling;

/// <summary>
/// Spaces requests evenly: the generic cell rate algorithm (ITU-T I.371), which is a leaky bucket without a timer. Up to
/// <see cref="Burst"/> that was missed, because a thread woke late or nothing was waiting, is made up for; so the rate
/// is exact over time, and no more than 50 ms worth of requests (at least one) ever go at once. Guarded by the
/// scheduler's lock.
/// </summary>
internal sealed class Pacer(double ticksPerSecond)
{
    /// <summary>How much missed time is made up for.</summary>
    internal static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(50);

    // Some years, and still far from where a time stamp overflows.
    private const double LongestInterval = 1e17;

    private readonly double _burst = Burst.TotalSeconds * ticksPerSecond;
    private double _rate;
    private double _interval;
    private double _lateness;

    // Counted from the first rate on: of a time stamp that is large by itself, a double would not keep every tick.
    private long _origin;
    private double _next;

    /// <summary>Requests per second; 0 for any number. A new rate holds from the next request on.</summary>
    internal void SetRate(double rate, long now)
    {
        if (rate.Equals(_rate))
        {
            return;
        }

        _interval = rate > 0 ? Math.Min(ticksPerSecond / rate, LongestInterval) : 0;

        // The whole intervals in a burst, but for a tick: the request that goes now is one of them.
        _lateness = _interval == 0 || _interval > _burst ? _burst : (Math.Floor(_burst / _interval) * _interval) - 1;
        _origin = _rate == 0 ? now : _origin;

        // What the old rate had set far ahead must not hold back the new one; nor does a new rate begin with a burst.
        _next = _rate == 0 ? 0 : Math.Min(_next, now - _origin + _interval);
        _rate = rate;
    }

    /// <summary>Whether a request may go now; else when.</summary>
    internal bool CanSend(long now, out long at)
    {
        at = _origin + (long)Math.Ceiling(_next);
        return _rate == 0 || at <= now;
    }

    /// <summary>A request goes, from which the next ones are spaced, whatever went before.</summary>
    internal void Restart(long now)
    {
        _origin = now;
        _next = _interval;
    }

    /// <summary>A request goes.</summary>
    internal void Count(long now)
    {
        if (_rate > 0)
        {
            _next = Math.Max(_next, now - _origin - _lateness) + _interval;
        }
    }
}
