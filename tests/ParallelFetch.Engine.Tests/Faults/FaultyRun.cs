using System.Net;
using ParallelFetch.Bodies;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Http;
using ParallelFetch.Retry;
using ParallelFetch.Scheduling;

namespace ParallelFetch.Engine.Tests.Faults;

/// <summary>One engine with a fault planned in it, and calls that go through all that it does.</summary>
internal sealed class FaultyRun : IDisposable
{
    private static readonly string[] Paths = ["ok", "busy", "gzip", "redirect", "cookie", "gone", "sent", "saved", "limited", "short", "first", "away"];

    private readonly FaultyClock _clock;
    private readonly FetchOptions _options;

    // Handlers are made anew when the process is short of something.
    private readonly HashSet<string> _seen = [];

    public FaultyRun(FaultPlan faults)
    {
        Faults = faults;
        _clock = new FaultyClock(faults);
        Engine = new FetchEngine(new FetchEngineSettings
        {
            Time = _clock,
            CreateHandler = _ =>
            {
                faults.Pass("making of a handler");
                return new FaultyServer(faults, _seen);
            },
            Random = () =>
            {
                faults.Pass("retry policy");
                return 0.5;
            },
            CreateOutcome = request =>
            {
                faults.Pass("result factory");
                return new FetchOutcome(request);
            },
        });
        Engine.SetLimits(new FetchLimits { Throttle = 3, ThrottlePerHost = 2, RequestsPerSecond = 200, RequestsPerSecondPerHost = 100, AutoThrottle = true });
        _options = new FetchOptions
        {
            Retry = new RetryOptions { MaximumCount = 2, ConnectionRefused = true, RateLimitTimeout = TimeSpan.FromSeconds(5), OutageTimeout = TimeSpan.FromSeconds(3) },
            TotalTimeout = TimeSpan.FromSeconds(20),
            HostFailureLimit = 100,
            Trace = FetchTrace.Attempts | FetchTrace.Headers,
            Cookies = new SessionCookies(new CookieContainer()),
            ConnectionTimeout = TimeSpan.FromSeconds(10),
        };
    }

    public FaultPlan Faults { get; }

    public FetchEngine Engine { get; }

    public void Dispose() => Engine.Dispose();

    /// <summary>Requests of all kinds to several hosts.</summary>
    public List<FetchRequest> Requests(int rounds, int first = 0)
    {
        var requests = new List<FetchRequest>();
        for (int round = first; round < first + rounds; round++)
        {
            foreach (string path in Paths)
            {
                FetchRequest request = FetchRequest.Create(
                    $"http://{HostOf(path, round)}/{path}{round}",
                    _options,
                    bodyTarget: path == "saved" ? new FaultyStream(new byte[10_000], Faults) : null);
                requests.Add(path == "sent" ? request.WithContent(HttpMethod.Put, new FaultyBody(Faults)) : request);
            }
        }

        return requests;
    }

    /// <summary>Fetches in a streaming call.</summary>
    /// <returns>What became of each request, in the order of the input; null where it had no outcome.</returns>
    public FetchOutcome?[] Fetch(IReadOnlyList<FetchRequest> requests)
    {
        var outcomes = new FetchOutcome?[requests.Count];

        // Who cannot even begin a call is told so by an exception.
        bool isArmed = Faults.IsArmed;
        Faults.IsArmed = false;
        using FetchBatch batch = Engine.StartBatch(new FetchLimits(), inOrder: true);
        Faults.IsArmed = isArmed;
        foreach (FetchRequest request in requests)
        {
            batch.Add(request);
        }

        int next = 0;
        Pass(() =>
        {
            foreach (FetchOutcome outcome in EngineFixture.TakeReady(batch))
            {
                outcomes[next++] = outcome;
            }

            return batch.IsDrained;
        });
        return outcomes;
    }

    /// <summary>Fetches for an owner that may throw.</summary>
    public FetchOutcome?[] Fetch(FaultyQueue queue, IReadOnlyList<FetchRequest> requests)
    {
        for (int i = 0; i < requests.Count; i++)
        {
            var item = new QueuedFetch(requests[i], i, 0, null);
            Assert.True(Engine.Scheduler.TryEnqueue(queue, item));
        }

        Pass(() => queue.Taken.Count == requests.Count && Engine.Outstanding == 0 && Engine.Waiting == 0);
        Assert.All(queue.Taken.Values, static outcomes => Assert.Single(outcomes));
        return [.. Enumerable.Range(0, requests.Count).Select(i => queue.Taken.GetValueOrDefault(i)?[0])];
    }

    /// <summary>Fetches in the background.</summary>
    public List<FetchOutcome> FetchInBackground(IReadOnlyList<FetchRequest> requests)
    {
        var outcomes = new List<FetchOutcome>();
        foreach (FetchRequest request in requests)
        {
            Engine.Background.Add(request);
        }

        using FetchCollector collector = Engine.Background.Collect(all: true);
        Pass(() =>
        {
            outcomes.AddRange(EngineFixture.TakeReady(collector));
            return collector.IsDrained;
        });
        return outcomes;
    }

    // Hosts in trouble have only what shows that, so that nothing else depends on the order in which things happen.
    private static string HostOf(string path, int round) => path switch
    {
        "limited" or "short" or "gone" => $"{path}{round}",
        "first" or "away" => $"away{round}",
        _ => $"h{round % 2}",
    };

    // Nothing waits longer than the pauses that the server asks for.
    private void Pass(Func<bool> isDone)
    {
        for (int steps = 0; steps < 2_000 && !isDone(); steps++)
        {
            _clock.Inner.Advance(TimeSpan.FromMilliseconds(20));
        }
    }

    private sealed class FaultyBody(FaultPlan faults) : RequestBody
    {
        internal override byte[]? Identity => null;

        internal override HttpContent CreateContent()
        {
            faults.Pass("making of a body");
            return new StreamContent(new FaultyStream([1, 2, 3], faults));
        }
    }
}
