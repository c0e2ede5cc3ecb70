using ParallelFetch.Engine.Tests.Fakes;

namespace ParallelFetch.Engine.Tests.Scheduling;

/// <summary>Never lets a call run out of requests, and writes down when each of them was sent.</summary>
internal sealed class PacedRun : IDisposable
{
    private readonly EngineFixture _fixture = new();
    private readonly Queue<(TimeSpan Due, FakeExchange Exchange)> _running = new();
    private readonly FetchBatch _batch;
    private readonly string[] _hosts;
    private int _added;

    /// <summary>Begins a run; nothing is sent yet.</summary>
    /// <param name="limits">The limits and rates.</param>
    /// <param name="hosts">The hosts that are asked in turn.</param>
    public PacedRun(FetchLimits limits, params string[] hosts)
    {
        _batch = _fixture.Engine.StartBatch(limits, inOrder: false);
        _hosts = hosts.Length == 0 ? ["host"] : hosts;
    }

    /// <summary>How long each answer takes.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>How far the clock goes each time.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromMilliseconds(1);

    public FetchEngine Engine => _fixture.Engine;

    /// <summary>When which host was asked, from the start of the run.</summary>
    public List<(TimeSpan At, string Host)> Sent { get; } = [];

    private TimeSpan Now => _fixture.Clock.GetUtcNow() - _fixture.Clock.Start;

    public void Dispose()
    {
        _batch.Dispose();
        _fixture.Dispose();
    }

    /// <summary>Lets time pass with requests waiting all the time.</summary>
    public PacedRun For(TimeSpan time)
    {
        TimeSpan end = Now + time;
        Feed();
        while (Now < end)
        {
            _fixture.Clock.Advance(Step);
            Feed();
        }

        return this;
    }

    /// <summary>Lets what waits be sent, and then time pass with nothing to do.</summary>
    public PacedRun Idle(TimeSpan time)
    {
        while (_fixture.Engine.Waiting > 0)
        {
            _fixture.Clock.Advance(Step);
            Settle();
        }

        _fixture.Clock.Advance(time);
        Settle();
        return this;
    }

    /// <summary>The clock jumps, with requests waiting.</summary>
    public PacedRun Jump(TimeSpan time)
    {
        _fixture.Clock.Advance(time);
        Feed();
        return this;
    }

    /// <summary>How many requests were sent after one time and until another.</summary>
    public int Count(TimeSpan after, TimeSpan until, string? host = null) =>
        Sent.Count(sent => sent.At > after && sent.At <= until && (host is null || sent.Host == host));

    /// <summary>The most that ever went at the same moment.</summary>
    public int MostAtOnce(string? host = null) =>
        Sent.Where(sent => host is null || sent.Host == host).GroupBy(sent => sent.At).Max(moment => moment.Count());

    private void Feed()
    {
        Settle();
        while (!_batch.IsFull)
        {
            _fixture.Add(_batch, 1, host: _hosts[_added++ % _hosts.Length]);
            Settle();
        }
    }

    // Writes down what has been sent, and answers what is due, which may send more.
    private void Settle()
    {
        do
        {
            foreach (FakeExchange exchange in _fixture.Network.TakeNew())
            {
                Sent.Add((Now, exchange.Uri.Host));
                _running.Enqueue((Now + Latency, exchange));
            }

            while (_running.TryPeek(out (TimeSpan Due, FakeExchange Exchange) next) && next.Due <= Now)
            {
                _running.Dequeue().Exchange.Answer();
            }

            EngineFixture.TakeReady(_batch);
        }
        while (_fixture.Network.HasNew);
    }
}
