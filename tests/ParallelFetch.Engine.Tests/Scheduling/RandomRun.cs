using System.Net.Sockets;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Retry;

namespace ParallelFetch.Engine.Tests.Scheduling;

/// <summary>
/// One call with limits, servers, a consumer and a clock that all do as a seed says. It ends when every request has its
/// outcome, and fails when that takes more steps than it ever should: then something waits for nothing.
/// </summary>
internal sealed class RandomRun : IDisposable
{
    private const int MostSteps = 60_000;

    private readonly EngineFixture _fixture;
    private readonly Random _random;
    private readonly List<FakeExchange> _running = [];
    private readonly FetchBatch _batch;
    private readonly FetchOptions _options;
    private readonly int _count;
    private readonly int _hosts;
    private readonly int? _cancelAt;
    private readonly bool _isShort;
    private int _added;
    private int _storm;
    private int _stormKind;
    private bool _cancelled;

    public RandomRun(int seed, bool inOrder)
    {
        _random = new Random(seed);
        _fixture = new EngineFixture(_random.NextDouble);
        Limits = new FetchLimits
        {
            Throttle = Pick(0, 1, 2, 5, 20),
            ThrottlePerHost = Pick(0, 0, 1, 2, 7),
            RequestsPerSecond = Pick(0.0, 0, 0, 50, 1),
            RequestsPerSecondPerHost = Pick(0.0, 0, 20, 0.5),
        };
        _options = new FetchOptions
        {
            HostFailureLimit = Pick(0, 3),
            OutageFailureLimit = Pick(0, 0, 3),
            Retry = new RetryOptions
            {
                MaximumCount = _random.Next(4),
                ConnectionRefused = _random.Next(2) == 0,
                MaximumRetryAfter = TimeSpan.FromSeconds(Pick(0, 5, 100)),
                RateLimitTimeout = TimeSpan.FromSeconds(Pick(0, 10, 300)),
                OutageTimeout = TimeSpan.FromSeconds(Pick(0, 10, 300)),
                Budget = Pick(null, new RetryBudget()),
            },
        };
        _count = _random.Next(10, 900);
        _hosts = _random.Next(1, 5);
        _isShort = _random.Next(3) == 0;
        _cancelAt = _random.Next(4) == 0 ? _random.Next(1_000) : null;
        _batch = _fixture.Engine.StartBatch(Limits, inOrder);
    }

    public FetchLimits Limits { get; }

    public int Count => _count;

    /// <summary>The outcomes, as they were taken.</summary>
    public List<FetchOutcome> Outcomes { get; } = [];

    /// <summary>How many requests were not sent after all because this machine was out of something.</summary>
    public int NotSent { get; private set; }

    public FakeNetwork Network => _fixture.Network;

    public FetchEngine Engine => _fixture.Engine;

    public void Dispose()
    {
        _batch.Dispose();
        _fixture.Dispose();
    }

    public void ToTheEnd()
    {
        for (int step = 0; Outcomes.Count < _count; step++)
        {
            Assert.True(step < MostSteps, $"{Outcomes.Count} of {_count} had their outcome, {_running.Count} were running, {Engine.Waiting} waiting.");
            if (step == _cancelAt)
            {
                _cancelled = true;
                _batch.Cancel();
            }

            Feed();
            Move();
            _running.AddRange(Network.TakeNew());
            _running.RemoveAll(static exchange => exchange.IsAnswered);
            CheckLimits();
            if (_random.Next(3) != 0)
            {
                Outcomes.AddRange(EngineFixture.TakeReady(_batch));
            }
        }
    }

    private void Feed()
    {
        for (int burst = _random.Next(30); burst > 0 && _added < _count && (!_batch.IsFull || _cancelled); burst--)
        {
            _batch.Add(FetchRequest.Create($"http://h{_random.Next(_hosts)}/{_added++}", _options));
        }
    }

    // The first host answers only when nothing else is left to do, so that the others run into what waits for it.
    private void Move()
    {
        FakeExchange[] quick = [.. _running.Where(static exchange => exchange.Uri.Host != "h0")];
        if (quick.Length > 0 && _random.Next(5) != 0)
        {
            Answer(quick[_random.Next(quick.Length)]);
        }
        else if (_running.Count > quick.Length && (quick.Length == 0 || _random.Next(50) == 0))
        {
            Answer(_running.First(static exchange => exchange.Uri.Host == "h0"));
        }

        if (_running.Count == 0 || _random.Next(20) == 0)
        {
            _fixture.Clock.Advance(TimeSpan.FromMilliseconds(_random.Next(1, _running.Count == 0 ? 10_000 : 500)));
        }
    }

    private void Answer(FakeExchange exchange)
    {
        // Trouble seldom comes alone.
        if (_storm == 0 && _random.Next(150) == 0)
        {
            (_storm, _stormKind) = (_random.Next(1, 60), _random.Next(6));
        }

        bool isStorm = _storm > 0 && exchange.Uri.Host != "h1";
        _storm -= isStorm ? 1 : 0;
        switch (isStorm ? _stormKind : _random.Next(20))
        {
            case 0:
                exchange.Refuse(503);
                break;
            case 1:
                exchange.Refuse(429, _random.Next(120).ToString(null, null));
                break;
            case 2:
                exchange.Refuse(500);
                break;
            case 3:
                exchange.Reset();
                break;
            case 4:
                exchange.RefuseConnection();
                break;
            case 5 when _isShort:
                NotSent++;
                exchange.Fail(new HttpRequestException(HttpRequestError.ConnectionError, inner: new SocketException((int)SocketError.TooManyOpenSockets)));
                break;
            case 6:
                exchange.Refuse(404);
                break;
            default:
                exchange.Answer();
                break;
        }
    }

    private void CheckLimits()
    {
        Assert.Equal(_running.Count, Engine.Outstanding);
        Assert.True(Limits.Throttle == 0 || _running.Count <= Limits.Throttle);
        Assert.True(Limits.ThrottlePerHost == 0
            || _running.GroupBy(static exchange => exchange.Uri.Host).All(host => host.Count() <= Limits.ThrottlePerHost));
    }

    private T Pick<T>(params T[] values) => values[_random.Next(values.Length)];
}
