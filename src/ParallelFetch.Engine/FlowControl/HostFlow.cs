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

    /// <summary>How the rate grows with each answer while nobody knows what is too much.</summary>
    private const double StartGrowth = 1.25;

    /// <summary>How the rate grows with each answer near the rate that was too much.</summary>
    private const double ProbeGrowth = 1.002;

    /// <summary>How the rate grows with each answer when it has proved to be too low.</summary>
    private const double BeyondGrowth = 1.02;

    /// <summary>Answers it takes to serve one more at once than the host has been seen to serve.</summary>
    private const int ProbePrice = 50;

    /// <summary>A window this large is none.</summary>
    private const int LargestWindow = 2_048;

    /// <summary>A rate this high is none.</summary>
    private const double HighestRate = 20_000;

    private readonly Pacer _pacer = new(ticksPerSecond);
    private long _eventSerial = -1;
    private long _eventAt;
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

    // What the event at hand says, until it is known whether it is about the rate.
    private double _seenRate;
    private double _suspectedRate;
    private bool _isEstimate;
    private bool _isPaceBound;
    private int _pauses;

    /// <summary>How many requests may be on the wire to the host; <see cref="int.MaxValue"/> for any number.</summary>
    internal int Window { get; private set; } = int.MaxValue;

    /// <summary>How many requests a second the host is sent; 0 for any number.</summary>
    internal double Rate => _rate;

    /// <summary>Since when the host has let nothing through, a time stamp; <see cref="long.MaxValue"/> when it does.</summary>
    internal long StalledSince { get; private set; } = long.MaxValue;

    /// <summary>Whether it does not hold the host back any more.</summary>
    internal bool IsOver => Window == int.MaxValue && _rate == 0;

    /// <summary>Whether a request may be sent now as far as the rate goes; else when.</summary>
    internal bool CanSend(long now, out long at)
    {
        at = 0;
        if (_rate == 0 || _burst > 0)
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
        if (_burst > 0)
        {
            _burst--;
        }
        else if (_rate > 0)
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
    /// <param name="wasFull">Whether as many were on the wire as may be.</param>
    /// <returns>Whether more may be on the wire than before.</returns>
    internal bool OnAccepted(long serial, bool wasFull)
    {
        StalledSince = long.MaxValue;
        _pauses = 0;
        _accepted++;
        if (serial <= _eventSerial)
        {
            _roundAccepted++;
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
        bool isFirst = _eventAt == 0;
        double accepted = isFirst ? refused.AcceptedBefore : _accepted;
        double seconds = (refused.Now - (isFirst ? refused.FirstSentAt : _eventAt)) / ticksPerSecond;
        double average = seconds > 0 ? accepted / Math.Max(seconds, 1) : 0;
        _isSilent = refused.Asked == 0;
        if (isFirst)
        {
            // All that is known is what it took lately, and that it will be full again after the pause.
            _quota = Math.Min(accepted, refused.AcceptedInLastSecond);
            double pause = Math.Max(1, (refused.Asked > 0 ? refused.Asked : refused.Backoff) / ticksPerSecond);
            _seenRate = seconds > 2 ? average : _quota / pause;
            _isEstimate = true;
        }
        else if (_burst > 0)
        {
            _quota = Math.Max(1, accepted);
            _seenRate = _isEstimate ? average : Math.Max(_rate / Caution, average);
        }
        else
        {
            _quota = Math.Min(Math.Max(1, accepted), Math.Ceiling(_quota * 1.1));
            _suspectedRate = _rate;
            _seenRate = Math.Max(CutFactor * _rate / Caution, average);
        }

        _eventSerial = refused.LastSerial;
        _eventAt = refused.Now;
        _accepted = 0;
        _roundLeft = refused.StillOnTheWire;
        _roundAccepted = 0;
        _isPaceBound = false;
        if (!_isSilent)
        {
            SlowDown();
        }
    }

    private void SlowDown()
    {
        _troubleRate = _suspectedRate > 0 ? _suspectedRate : _troubleRate;
        _suspectedRate = 0;
        _rate = Caution * _seenRate;
        _burst = (int)Math.Ceiling(Caution * _quota);
        _troubleWindow = int.MaxValue;
        _earned = 0;
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
        Window = 1;
        return (long)(refused.Backoff * Math.Pow(2, Math.Min(_pauses++, 20)));
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

    private void GrowRate()
    {
        _isEstimate = false;
        double near = Caution * _troubleRate;
        _rate = _troubleRate == 0 ? _rate * StartGrowth
            : _rate < near ? Math.Min(near, _rate + ((near - _rate) * 0.1) + (near * 0.005))
            : _rate < 1.1 * _troubleRate ? _rate * ProbeGrowth
            : _rate * BeyondGrowth;
        _rate = _rate > HighestRate ? 0 : _rate;
    }
}
