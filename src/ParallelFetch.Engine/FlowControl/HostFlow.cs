namespace ParallelFetch.FlowControl;

/// <summary>
/// Slows a host down that refuses requests, from nothing but what it refuses, what it lets through and when it asks to
/// be asked again. There is none for a host that has refused nothing. Called under the scheduler's lock; it has no
/// clock, no timer and no randomness of its own.
/// </summary>
/// <remarks>
/// <para>
/// A server limits rates (a token bucket, so many in a window of time) or how many it serves at once, and seldom says
/// which. What becomes of the requests that are on the wire at a first refusal tells: if some of them are served, it is
/// their number that the host can serve at once (<see cref="Window"/>); if none is, the host is to be left alone, for as
/// long as it asks or, when it does not say, for a time that doubles.
/// </para>
/// <para>
/// After such a pause one request asks whether it is over, and the others follow as answers come (slow start: Jacobson,
/// "Congestion Avoidance and Control", 1988): first as many as the host took the last time before it refused, since a
/// quota fills up again in a pause, and then at the rate that it has been seen to take (<see cref="Rate"/>). The rate
/// rises with each answer: quickly up to just below the rate at which there was trouble, and slowly beyond it, so that
/// probing costs one or two refusals in a hundred answers (in the manner of CUBIC: RFC 9438).
/// </para>
/// <para>
/// All requests on the wire at a refusal tell of the same event: it slows the host down once.
/// </para>
/// </remarks>
internal sealed class HostFlow(double ticksPerSecond)
{
    /// <summary>The first pause for a host that is asked a little too often and does not say for how long: so many of its intervals.</summary>
    private const double PauseInIntervals = 3;

    /// <summary>How much of the time that a host let nothing through for is waited for at once the next time.</summary>
    private const double StallShare = 0.75;

    /// <summary>The longest pause to begin with that follows from it, in seconds.</summary>
    private const double LongestFirstPause = 30;

    /// <summary>The longest pause for a host that does not say for how long, in seconds.</summary>
    private const double LongestPause = 60;

    private readonly RequestWindow _window = new();
    private readonly LearnedRate _rate = new(ticksPerSecond);
    private long _eventSerial = -1;
    private int _stillOut;
    private int _served;
    private bool _isSilent;
    private bool _isResumed;
    private int _pauses;
    private long _lastStall;

    /// <summary>How many requests may be on the wire to the host; <see cref="int.MaxValue"/> for any number.</summary>
    internal int Window => _window.Size;

    /// <summary>How many requests a second the host is sent; 0 for any number.</summary>
    internal double Rate => _rate.PerSecond;

    /// <summary>Since when the host has let nothing through, a time stamp; <see cref="long.MaxValue"/> when it does.</summary>
    internal long StalledSince { get; private set; } = long.MaxValue;

    /// <summary>
    /// Whether a request may be sent now as far as the rate goes; else when. What asks whether a host lets something
    /// through again waits for its pauses only: nobody is given up because he was not asked.
    /// </summary>
    internal bool CanSend(long now, out long at)
    {
        at = 0;
        return StalledSince != long.MaxValue || _rate.CanSend(now, out at);
    }

    /// <summary>A request is sent.</summary>
    internal void OnSent(long now)
    {
        _isResumed = true;
        _rate.OnSent(now, isProbe: StalledSince != long.MaxValue);
    }

    /// <summary>The host is back after a time when nothing reached it: requests follow as answers come.</summary>
    /// <param name="lastSerial">The number of the last request that was sent to it.</param>
    internal void Restart(long lastSerial)
    {
        _eventSerial = lastSerial;
        _stillOut = 0;
        _isSilent = false;
        _window.Restart(2);
    }

    /// <summary>A request was answered, and not refused.</summary>
    /// <param name="serial">Its number among those to the host.</param>
    /// <param name="now">A time stamp.</param>
    /// <param name="wasFull">Whether as many were on the wire as may be.</param>
    /// <returns>Whether more may be on the wire than before.</returns>
    internal bool OnAccepted(long serial, long now, bool wasFull)
    {
        if (StalledSince != long.MaxValue)
        {
            _lastStall = now - StalledSince;
            StalledSince = long.MaxValue;
            _pauses = 0;
        }

        bool isOfEvent = serial <= _eventSerial;
        _rate.OnAccepted(!isOfEvent);
        return isOfEvent ? OnServed() : wasFull && _window.Grow();
    }

    /// <summary>A request ended in a way that says nothing about the flow.</summary>
    internal void OnOther(long serial)
    {
        if (serial <= _eventSerial)
        {
            LeaveEvent();
        }
    }

    /// <summary>A request was refused.</summary>
    /// <param name="refused">What is known of it.</param>
    /// <returns>How long the host is to be left alone, in ticks; 0 for no pause.</returns>
    internal long OnRefused(in Refusal refused)
    {
        if (StalledSince == long.MaxValue)
        {
            StalledSince = refused.Now;
        }

        if (refused.Serial > _eventSerial)
        {
            BeginEvent(refused);
        }
        else
        {
            _stillOut = Math.Max(0, _stillOut - 1);
        }

        _window.Shrink(refused.StillOnTheWire);
        if (refused.Asked > 0)
        {
            _isSilent = false;
            _window.Restart(1);
            return refused.Asked;
        }

        return _isSilent && _stillOut == 0 ? EndSilentEvent(refused) : 0;
    }

    private void BeginEvent(in Refusal refused)
    {
        _eventSerial = refused.LastSerial;
        _stillOut = refused.StillOnTheWire;
        _served = 0;
        _isSilent = refused.Asked == 0;
        _isResumed = false;
        _rate.EndCycle(refused);
        if (!_isSilent)
        {
            _rate.SlowDown(late: 0);
        }
    }

    // It was on the wire when the host began to refuse, and was served all the same.
    private bool OnServed()
    {
        _served++;
        if (!_isSilent && !_isResumed)
        {
            _rate.SlowDown(_served);
        }

        int before = Window;
        LeaveEvent();
        return Window > before;
    }

    private void LeaveEvent()
    {
        _stillOut = Math.Max(0, _stillOut - 1);
        if (_stillOut == 0 && _isSilent)
        {
            TrySettle();
        }
    }

    // All that were on the wire when the host began to refuse have ended.
    private bool TrySettle()
    {
        _isSilent = false;
        if (_served > 0)
        {
            _window.Settle(_served);
        }

        return _served > 0;
    }

    // The last one with a refusal.
    private long EndSilentEvent(in Refusal refused)
    {
        if (TrySettle())
        {
            return 0;
        }

        _rate.SlowDown(late: 0);
        _window.Restart(1);
        if (_rate.WasPaced && _pauses == 0)
        {
            // It was asked a little too often: a moment is enough.
            _rate.SkipQuota();
            _pauses = 1;
            return (long)Math.Min(refused.Backoff, PauseInIntervals / _rate.PerSecond * ticksPerSecond);
        }

        // The last time it took so long: most of that is waited for at once.
        double first = Math.Max(refused.Backoff, Math.Min(LongestFirstPause * ticksPerSecond, StallShare * _lastStall));
        return (long)Math.Min(first * Math.Pow(2, Math.Min(_pauses++, 20)), LongestPause * ticksPerSecond);
    }
}
