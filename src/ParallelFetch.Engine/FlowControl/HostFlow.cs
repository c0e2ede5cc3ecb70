using ParallelFetch.Scheduling;

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
    /// <summary>How much of what a host has taken is asked of it at first the next time.</summary>
    private const double Caution = 0.9;

    /// <summary>What a refusal leaves of a rate.</summary>
    private const double CutFactor = 0.85;

    /// <summary>How the rate grows with each answer while all that is known is that it is far too low.</summary>
    private const double StartGrowth = 1.3;

    /// <summary>How the rate grows with each answer while nobody knows what is too much.</summary>
    private const double GuessGrowth = 1.005;

    /// <summary>How the rate grows with each answer near the rate that was too much.</summary>
    private const double ProbeGrowth = 1.003;

    /// <summary>How the rate grows with each answer when it has proved to be too low.</summary>
    private const double BeyondGrowth = 1.05;

    /// <summary>Answers it takes to serve one more at once than the host has been seen to serve.</summary>
    private const int ProbePrice = 50;

    /// <summary>The first pause for a host that is asked a little too often and does not say for how long: so many of its intervals.</summary>
    private const double PauseInIntervals = 3;

    /// <summary>How much of the time that a host let nothing through for is waited for at once the next time.</summary>
    private const double StallShare = 0.75;

    /// <summary>The longest pause to begin with that follows from it, in seconds.</summary>
    private const double LongestFirstPause = 30;

    /// <summary>The longest pause for a host that does not say for how long, in seconds.</summary>
    private const double LongestPause = 60;

    /// <summary>So many answers or more, and no refusal, double the growth of a rate.</summary>
    private const int LeastToDouble = 12;

    /// <summary>A quota of fewer answers than this says nothing about the rate.</summary>
    private const int LeastToTell = 3;

    /// <summary>A window this large is none.</summary>
    private const int LargestWindow = 2_048;

    /// <summary>A rate this high is none.</summary>
    private const double HighestRate = 20_000;

    private readonly Pacer _pacer = new(ticksPerSecond);
    private long _eventSerial = -1;
    private long _eventAt;
    private long _cycleAt;
    private Event _event;
    private bool _isResumed;
    private bool _isAfterPause;
    private long _accepted;
    private int _roundLeft;
    private int _roundAccepted;
    private bool _isSilent;
    private int _troubleWindow = int.MaxValue;
    private int _earned;
    private double _quota;
    private int _burst;
    private double _rate;
    private double _troubleRate;
    private double _growth = GuessGrowth;
    private bool _isPaceBound;
    private int _pauses;
    private long _lastStall;

    /// <summary>How many requests may be on the wire to the host; <see cref="int.MaxValue"/> for any number.</summary>
    internal int Window { get; private set; } = int.MaxValue;

    /// <summary>How many requests a second the host is sent; 0 for any number.</summary>
    internal double Rate => _rate;

    /// <summary>Since when the host has let nothing through, a time stamp; <see cref="long.MaxValue"/> when it does.</summary>
    internal long StalledSince { get; private set; } = long.MaxValue;

    /// <summary>Whether it does not hold the host back any more.</summary>
    internal bool IsOver => Window == int.MaxValue && _rate == 0;

    /// <summary>
    /// Whether a request may be sent now as far as the rate goes; else when. What asks whether a host lets something
    /// through again waits for its pauses only: nobody is given up because he was not asked.
    /// </summary>
    internal bool CanSend(long now, out long at)
    {
        at = 0;
        if (_rate == 0 || _burst > 0 || StalledSince != long.MaxValue)
        {
            return true;
        }

        _pacer.SetRate(_rate, now);
        bool canSend = _pacer.CanSend(now, out at);
        _isPaceBound |= !canSend;
        return canSend;
    }

    /// <summary>A request is sent.</summary>
    internal void OnSent(long now)
    {
        _isResumed = true;
        if (_rate == 0)
        {
            return;
        }

        if (_burst > 1)
        {
            _burst--;
            return;
        }

        _pacer.SetRate(_rate, now);
        if (_burst == 1 || StalledSince != long.MaxValue)
        {
            // The last one that did not wait for its time is the first of those that are spaced out.
            _burst = 0;
            _pacer.Restart(now);
        }
        else
        {
            _pacer.Count(now);
        }
    }

    /// <summary>The host is back after a time when nothing reached it: requests follow as answers come.</summary>
    /// <param name="lastSerial">The number of the last request that was sent to it.</param>
    internal void Restart(long lastSerial)
    {
        _eventSerial = lastSerial;
        _roundLeft = 0;
        _troubleWindow = int.MaxValue;
        Window = 2;
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

        _accepted++;
        if (serial <= _eventSerial)
        {
            _roundAccepted++;
            if (!_isSilent && !_isResumed)
            {
                SlowDown();
            }

            int before = Window;
            LeaveRound();
            return Window > before;
        }

        if (_isPaceBound)
        {
            _isPaceBound = false;
            GrowRate();
        }

        return wasFull && GrowWindow();
    }

    /// <summary>A request ended in a way that says nothing about the flow.</summary>
    internal void OnOther(long serial)
    {
        if (serial <= _eventSerial)
        {
            LeaveRound();
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

        if (refused.Serial > _eventSerial || _eventAt == 0)
        {
            BeginEvent(refused);
        }
        else
        {
            _roundLeft = Math.Max(0, _roundLeft - 1);
        }

        Window = Math.Min(Window, Math.Max(1, refused.StillOnTheWire));
        if (refused.Asked > 0)
        {
            _isSilent = false;
            Window = 1;
            return refused.Asked;
        }

        return _isSilent && _roundLeft == 0 ? EndSilentRound(refused) : 0;
    }

    private void BeginEvent(in Refusal refused)
    {
        bool isFirst = _cycleAt == 0;
        _event = new Event(
            isFirst,
            isFirst ? refused.AcceptedBefore : _accepted,
            (refused.Now - (isFirst ? refused.FirstSentAt : _cycleAt)) / ticksPerSecond,
            refused.AcceptedInLastSecond,
            refused.Asked / ticksPerSecond,
            refused.Backoff / ticksPerSecond,
            _burst > 0,
            _isAfterPause,
            _rate,
            _quota);
        _eventSerial = refused.LastSerial;
        _eventAt = refused.Now;
        _roundLeft = refused.StillOnTheWire;
        _roundAccepted = 0;
        _isSilent = refused.Asked == 0;
        _isPaceBound = false;
        _isResumed = false;
        if (!_isSilent)
        {
            SlowDown();
        }
    }

    // What is on the wire at a refusal and comes through all the same was let through before it.
    private void SlowDown()
    {
        double accepted = _event.Accepted + _roundAccepted;
        double average = _event.Seconds > 0 ? accepted / Math.Max(_event.Seconds, 1) : 0;
        double seen;
        if (_event.IsFirst)
        {
            // All that is known is what it took, and that it will take as much again after the pause that it asks for.
            double pause = Math.Max(1, _event.Asked > 0 ? _event.Asked : _event.Backoff);
            bool isOfPause = _event.Seconds <= Math.Max(pause, 2);
            _quota = isOfPause ? accepted : _event.AcceptedInLastSecond;
            seen = !isOfPause ? average : _quota / (_event.Asked > 0 ? pause + _event.Seconds : pause);
            _growth = _quota < LeastToTell ? StartGrowth : _event.Asked > 0 ? GuessGrowth : BeyondGrowth;
        }
        else if (accepted == 0)
        {
            // The pause was too short. What the host can take is as unknown as before.
            seen = _event.Rate / Caution;
        }
        else if (_event.WasBurst)
        {
            // It took fewer than the last time.
            _quota = Math.Max(1, accepted);
            seen = Math.Max(average, Math.Min(_event.Rate / Caution, 2 * Math.Max(average, _event.AcceptedInLastSecond)));
        }
        else if (accepted <= 1.1 * _event.Quota && _event.IsAfterPause)
        {
            // It took as many as the last time, however quickly they came: so many in a window of time. How many that are
            // in a second is known only where the host says how long the window is.
            _quota = Math.Max(_event.Quota, accepted);
            seen = _event.Asked > 0 ? average : Math.Max(average, CutFactor * _event.Rate / Caution);
        }
        else
        {
            double most = _event.Seconds < 1 ? double.MaxValue : 2 * Math.Max(average, _event.AcceptedInLastSecond);
            _troubleRate = Math.Min(_event.Rate, most);
            seen = Math.Max(average, Math.Min(CutFactor * _event.Rate / Caution, most));
        }

        // A host that refuses now and then, however seldom it is asked, is not asked ever more seldom.
        _rate = seen == 0 ? 0 : Math.Max(Caution * seen, 1 / Math.Max(LongestPause, _event.Asked));
        _burst = (int)Math.Ceiling(Caution * _quota);
        _troubleWindow = int.MaxValue;
        _earned = 0;
        _cycleAt = _eventAt;
        _accepted = 0;
        _isAfterPause = true;
    }

    // The requests that were on the wire at the refusal have ended.
    private long EndSilentRound(in Refusal refused)
    {
        _isSilent = false;
        if (_roundAccepted > 0)
        {
            SetWindow();
            return 0;
        }

        SlowDown();
        bool wasPaced = _event is { IsFirst: false, WasBurst: false, Rate: > 0 };
        Window = 1;
        if (wasPaced && _pauses == 0)
        {
            // It was asked a little too often: a moment is enough, in which no quota fills up.
            _burst = 0;
            _isAfterPause = false;
            _pauses = 1;
            return (long)Math.Min(refused.Backoff, PauseInIntervals / _rate * ticksPerSecond);
        }

        // The last time it took so long: most of that is waited for at once.
        double first = Math.Max(refused.Backoff, Math.Min(LongestFirstPause * ticksPerSecond, StallShare * _lastStall));
        return (long)Math.Min(first * Math.Pow(2, Math.Min(_pauses++, 20)), LongestPause * ticksPerSecond);
    }

    private void LeaveRound()
    {
        _roundLeft = Math.Max(0, _roundLeft - 1);
        if (_roundLeft == 0 && _isSilent)
        {
            _isSilent = false;
            if (_roundAccepted > 0)
            {
                SetWindow();
            }
        }
    }

    private void SetWindow()
    {
        Window = Math.Max(1, _roundAccepted);
        _troubleWindow = Window + 1;
        _earned = 0;
    }

    private bool GrowWindow()
    {
        if (Window == int.MaxValue)
        {
            return false;
        }

        if (Window < _troubleWindow - 1 || Window > _troubleWindow)
        {
            Window++;
        }
        else if (++_earned >= ProbePrice)
        {
            _earned = 0;
            Window++;
        }
        else
        {
            return false;
        }

        Window = Window > LargestWindow ? int.MaxValue : Window;
        return true;
    }

    // The longer nothing is refused, the less there is to say for being slow.
    private double StartOfGrowth()
    {
        double quotas = Math.Max(0, _accepted - _quota) / Math.Max(_quota, LeastToDouble);
        return Math.Min((_growth - 1) * Math.Pow(2, Math.Min(quotas, 16)), StartGrowth - 1);
    }

    private void GrowRate()
    {
        double near = Caution * _troubleRate;
        _rate = _troubleRate == 0 ? _rate * (1 + StartOfGrowth())
            : _rate < near ? Math.Min(near, _rate + ((near - _rate) * 0.1) + (near * 0.005))
            : _rate < 1.1 * _troubleRate ? _rate * ProbeGrowth
            : _rate * BeyondGrowth;
        _rate = _rate > HighestRate ? 0 : _rate;
    }

    /// <summary>What was known when the host began to refuse.</summary>
    private readonly record struct Event(
        bool IsFirst, double Accepted, double Seconds, double AcceptedInLastSecond, double Asked, double Backoff, bool WasBurst, bool IsAfterPause, double Rate, double Quota);
}
