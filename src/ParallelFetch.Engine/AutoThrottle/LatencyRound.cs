namespace ParallelFetch.AutoThrottle;

/// <summary>
/// Measures the latency of a given number of requests, chosen when they start. Taking the first ones that end instead
/// would be easier, and wrong: where some URLs are fast and others slow, the fast ones always end first.
/// </summary>
internal sealed class LatencyRound
{
    /// <summary>
    /// A round of n requests waits for stragglers until n times as many requests have ended, which is as many mean
    /// latencies; they are then taken to end now.
    /// </summary>
    private const int Patience = 4;

    private LatencySample _sample;
    private long _firstStart;
    private double _startsOfOpen;
    private int _open;
    private int _closed;
    private int _ended;
    private int _size;

    /// <summary>Rounds so far.</summary>
    internal int Number { get; private set; }

    private bool IsFull => _open + _closed >= _size;

    /// <summary>Forgets the round and begins the next one.</summary>
    /// <param name="size">How many requests to measure.</param>
    internal void Begin(int size)
    {
        Number++;
        _size = size;
        _sample = default;
        _open = 0;
        _closed = 0;
    }

    /// <summary>Takes a request that starts now into the round, if there is room.</summary>
    internal bool TryJoin(long now)
    {
        if (IsFull)
        {
            return false;
        }

        if (_open + _closed == 0)
        {
            _firstStart = now;
            _startsOfOpen = 0;
            _ended = 0;
        }

        _open++;
        _startsOfOpen += now - _firstStart;
        return true;
    }

    /// <summary>A request ends.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">A time stamp of the engine's clock.</param>
    /// <param name="counts">Whether its latency says anything about the host.</param>
    internal void Leave(in StartedRequest request, long now, bool counts)
    {
        _ended++;
        if (!request.IsMeasured || request.Round != Number)
        {
            return;
        }

        _open--;
        _closed++;
        _startsOfOpen -= request.At - _firstStart;
        if (counts)
        {
            _sample.Add(Math.Max(0, now - request.At));
        }
    }

    /// <summary>Whether the round is over, and what it measured.</summary>
    internal bool TryClose(long now, out LatencySample sample)
    {
        bool isOver = IsFull && (_open == 0 || _ended >= Patience * _size);
        if (isOver && _open > 0)
        {
            _sample.Add(Math.Max(0, now - _firstStart - (_startsOfOpen / _open)), _open);
        }

        sample = _sample;
        return isOver;
    }
}
