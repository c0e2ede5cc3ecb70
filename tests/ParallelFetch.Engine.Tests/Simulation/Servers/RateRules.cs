namespace ParallelFetch.Engine.Tests.Simulation.Servers;

/// <summary>
/// A token bucket: so many requests a second over time, and so many at once. With a burst of 1 the leaky bucket of
/// nginx's limit_req without burst.
/// </summary>
internal sealed class TokenBucket(double rate, double burst, Refusal refusal) : ServerRule
{
    private readonly double _burst = burst;
    private double _tokens = burst;
    private double _at;
    private int _phase;

    /// <summary>From when on another rate holds, and which; in order.</summary>
    public (double At, double Rate)[] Changes { get; init; } = [];

    private double Rate => _phase == 0 ? rate : Changes[_phase - 1].Rate;

    public override Verdict Judge(in Arrival arrival)
    {
        while (_phase < Changes.Length && Changes[_phase].At <= arrival.Now)
        {
            Fill(Changes[_phase].At);
            _phase++;
        }

        Fill(arrival.Now);
        if (_tokens >= 1 - 1e-9)
        {
            _tokens--;
            return Verdict.Pass;
        }

        return new Verdict(refusal, (1 - _tokens) / Rate);
    }

    public override double IdealTime(int count, double throughput)
    {
        double left = Math.Max(0, count - _burst);
        double from = 0;
        double current = rate;
        foreach ((double at, double next) in Changes)
        {
            if (left <= (at - from) * current)
            {
                break;
            }

            left -= (at - from) * current;
            from = at;
            current = next;
        }

        return from + (left / current);
    }

    private void Fill(double now)
    {
        _tokens = Math.Min(_burst, _tokens + ((now - _at) * Rate));
        _at = now;
    }
}

/// <summary>So many in each period, which all begin at round times.</summary>
internal sealed class FixedWindow(int limit, double period, Refusal refusal) : ServerRule
{
    private double _window = -1;
    private int _count;

    public override Verdict Judge(in Arrival arrival)
    {
        double window = Math.Floor(arrival.Now / period);
        if (window > _window)
        {
            _window = window;
            _count = 0;
        }

        return ++_count <= limit ? Verdict.Pass : new Verdict(refusal, ((window + 1) * period) - arrival.Now);
    }

    public override double IdealTime(int count, double throughput)
    {
        int full = (count - 1) / limit;
        return (full * period) + ((count - (full * limit)) / throughput);
    }
}

/// <summary>So many in any period. What is refused does not count.</summary>
internal sealed class SlidingWindow(int limit, double period, Refusal refusal) : ServerRule
{
    private readonly Queue<double> _passed = new();

    public override Verdict Judge(in Arrival arrival)
    {
        while (_passed.TryPeek(out double oldest) && oldest <= arrival.Now - period)
        {
            _passed.Dequeue();
        }

        if (_passed.Count < limit)
        {
            _passed.Enqueue(arrival.Now);
            return Verdict.Pass;
        }

        return new Verdict(refusal, _passed.Peek() + period - arrival.Now);
    }

    public override double IdealTime(int count, double throughput)
    {
        int full = (count - 1) / limit;
        return (full * period) + ((count - (full * limit)) / throughput);
    }
}
