using ParallelFetch.Scheduling;

namespace ParallelFetch.FlowControl;

/// <summary>
/// How many requests a second a host takes, learned from what it took between two times when it began to refuse: a cycle.
/// A cycle begins with a pause, after which a quota goes at once, and the rest evenly spaced. Guarded by the scheduler's
/// lock.
/// </summary>
internal sealed class LearnedRate(double ticksPerSecond)
{
    /// <summary>How much of what a host has taken is asked of it at first the next time.</summary>
    private const double Caution = 0.9;

    /// <summary>What a refusal leaves of a rate.</summary>
    private const double CutFactor = 0.85;

    /// <summary>How the rate grows with each answer while all that is known is that it is far too low.</summary>
    private const double StartGrowth = 0.3;

    /// <summary>How the rate grows at first with a quota of answers while nobody knows what is too much.</summary>
    private const double GuessGrowth = 0.1;

    /// <summary>How the rate grows with each answer near the rate that was too much.</summary>
    private const double ProbeGrowth = 0.003;

    /// <summary>How the rate grows with each answer when it has proved to be too low.</summary>
    private const double BeyondGrowth = 0.05;

    /// <summary>So many answers or more, and no refusal, double that growth.</summary>
    private const int LeastToDouble = 4;

    /// <summary>A quota of fewer answers than this says nothing about the rate.</summary>
    private const int LeastToTell = 3;

    /// <summary>The longest time between two requests to a host that does not say when to come again, in first pauses.</summary>
    private const int LongestInBackoffs = 2;

    /// <summary>A rate this high is none.</summary>
    private const double Highest = 20_000;

    private readonly Pacer _pacer = new(ticksPerSecond);
    private Cycle _last;
    private long _cycleAt;
    private long _accepted;
    private bool _isAfterPause;
    private bool _isBinding;
    private double _quota;
    private int _burst;
    private double _trouble;
    private double _growth = StartGrowth;

    /// <summary>Requests per second; 0 for any number.</summary>
    internal double PerSecond { get; private set; }

    /// <summary>Whether the last cycle ended while requests were evenly spaced: then the host was asked a little too often.</summary>
    internal bool WasPaced => _last is { IsFirst: false, WasBurst: false, Rate: > 0 };

    /// <summary>Whether a request may be sent now; else when.</summary>
    internal bool CanSend(long now, out long at)
    {
        at = 0;
        if (PerSecond == 0 || _burst > 0)
        {
            return true;
        }

        _pacer.SetRate(PerSecond, now);
        bool canSend = _pacer.CanSend(now, out at);
        _isBinding |= !canSend;
        return canSend;
    }

    /// <summary>A request is sent.</summary>
    /// <param name="now">A time stamp.</param>
    /// <param name="isProbe">Whether it asks if a pause is over, and did not wait for its time.</param>
    internal void OnSent(long now, bool isProbe)
    {
        if (PerSecond == 0)
        {
            return;
        }

        if (_burst > 1)
        {
            _burst--;
            return;
        }

        _pacer.SetRate(PerSecond, now);
        if (_burst == 1 || isProbe)
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

    /// <summary>A request was let through.</summary>
    /// <param name="isOfThisCycle">Whether it was sent since the host last began to refuse.</param>
    internal void OnAccepted(bool isOfThisCycle)
    {
        _accepted++;
        if (isOfThisCycle && _isBinding)
        {
            _isBinding = false;
            Grow();
        }
    }

    /// <summary>The host begins to refuse: notes what is known of the cycle, until <see cref="SlowDown"/>.</summary>
    internal void EndCycle(in Refusal refused)
    {
        bool isFirst = _cycleAt == 0;
        _last = new Cycle(
            isFirst,
            isFirst ? refused.AcceptedBefore : _accepted,
            (refused.Now - (isFirst ? refused.FirstSentAt : _cycleAt)) / ticksPerSecond,
            refused.AcceptedInLastSecond,
            refused.Asked / ticksPerSecond,
            refused.Backoff / ticksPerSecond,
            _burst > 0,
            _isAfterPause,
            PerSecond,
            _quota,
            refused.Now);
        _isBinding = false;
    }

    /// <summary>Sets the rate by the cycle that has ended, and begins another one. May be called again as more is known.</summary>
    /// <param name="late">How many requests that were on the wire at the refusal were let through: they belong to that cycle.</param>
    internal void SlowDown(int late)
    {
        double accepted = _last.Accepted + late;
        double average = _last.Seconds > 0 ? accepted / Math.Max(_last.Seconds, 1) : 0;
        double estimate = Caution * Estimate(accepted, average);
        PerSecond = estimate == 0 ? 0 : Math.Max(estimate, Least);
        _burst = (int)Math.Ceiling(Caution * _quota);
        _cycleAt = _last.EndedAt;
        _accepted = 0;
        _isAfterPause = true;
    }

    // Where refusals have nothing to do with the rate, each lowers it all the same, without an end. But a host that says
    // when to come again may be asked that often, and one that does not is left alone longer and longer in pauses anyway.
    private double Least => 1 / (_last.Asked > 0 ? Math.Max(1, _last.Asked) : LongestInBackoffs * _last.Backoff);

    /// <summary>The pause is so short that no quota fills up in it.</summary>
    internal void SkipQuota()
    {
        _burst = 0;
        _isAfterPause = false;
    }

    private double Estimate(double accepted, double average)
    {
        if (_last.IsFirst)
        {
            // All that is known is what it took, and that it will take as much again after the pause that it asks for.
            double pause = Math.Max(1, _last.Asked > 0 ? _last.Asked : _last.Backoff);
            bool isOfPause = _last.Seconds <= Math.Max(pause, 2);
            _quota = isOfPause ? accepted : _last.AcceptedInLastSecond;
            _growth = _quota < LeastToTell ? StartGrowth : GuessGrowth / _quota;
            return !isOfPause ? average : _quota / (_last.Asked > 0 ? pause + _last.Seconds : pause);
        }

        if (accepted == 0)
        {
            // The pause was too short. What the host can take is as unknown as before.
            return _last.Rate / Caution;
        }

        if (_last.WasBurst)
        {
            // It took fewer than the last time.
            _quota = Math.Max(1, accepted);
            return Math.Max(average, Math.Min(_last.Rate / Caution, 2 * Math.Max(average, _last.AcceptedInLastSecond)));
        }

        if (accepted <= 1.1 * _last.Quota && _last.IsAfterPause)
        {
            // It took as many as the last time, however quickly they came: so many in a window of time. How many that are
            // in a second is known only where the host says how long the window is.
            _quota = Math.Max(_last.Quota, accepted);
            return _last.Asked > 0 ? average : Math.Max(average, CutFactor * _last.Rate / Caution);
        }

        double most = _last.Seconds < 1 ? double.MaxValue : 2 * Math.Max(average, _last.AcceptedInLastSecond);
        _trouble = Math.Min(_last.Rate, most);
        return Math.Max(average, Math.Min(CutFactor * _last.Rate / Caution, most));
    }

    private void Grow()
    {
        double near = Caution * _trouble;
        PerSecond = _trouble == 0 ? PerSecond * (1 + StartOfGrowth())
            : PerSecond < near ? Math.Min(near, PerSecond + ((near - PerSecond) * 0.1) + (near * 0.005))
            : PerSecond * (1 + (PerSecond < 1.1 * _trouble ? ProbeGrowth : BeyondGrowth));
        PerSecond = PerSecond > Highest ? 0 : PerSecond;
    }

    // The longer nothing is refused, the less there is to say for being slow.
    private double StartOfGrowth()
    {
        double quotas = Math.Max(0, _accepted - _quota) / Math.Max(_quota, LeastToDouble);
        return Math.Min(_growth * Math.Pow(2, Math.Min(quotas, 16)), StartGrowth);
    }

    /// <summary>What the host took before it began to refuse.</summary>
    /// <param name="IsFirst">Whether it had refused nothing before.</param>
    /// <param name="Accepted">How many requests.</param>
    /// <param name="Seconds">In what time, the pause before it included.</param>
    /// <param name="AcceptedInLastSecond">How many of them within the last second.</param>
    /// <param name="Asked">The pause that it asks for after it, in seconds; 0 for none.</param>
    /// <param name="Backoff">The pause after it if it asks for none, in seconds.</param>
    /// <param name="WasBurst">Whether it ended before the quota was used up.</param>
    /// <param name="IsAfterPause">Whether it began with a pause in which a quota fills up.</param>
    /// <param name="Rate">The rate at its end.</param>
    /// <param name="Quota">The quota that it began with.</param>
    /// <param name="EndedAt">A time stamp.</param>
    private readonly record struct Cycle(
        bool IsFirst, double Accepted, double Seconds, double AcceptedInLastSecond, double Asked, double Backoff, bool WasBurst, bool IsAfterPause, double Rate, double Quota, long EndedAt);
}
