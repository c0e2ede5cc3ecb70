using Microsoft.Extensions.Time.Testing;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests.Fakes;

/// <summary>An engine on a fake clock and a fake network.</summary>
internal sealed class EngineFixture : IDisposable
{
    private int _requests;

    /// <summary>Creates both.</summary>
    /// <param name="random">The numbers that the jitter of retries is made of; null for the middle of each range.</param>
    public EngineFixture(Func<double>? random = null)
    {
        Engine = new FetchEngine(new FetchEngineSettings { Time = Clock, CreateHandler = CreateHandler, Random = random ?? (static () => 0.5) });
    }

    public FakeTimeProvider Clock { get; } = new();

    public FakeNetwork Network { get; } = new();

    public FetchEngine Engine { get; }

    /// <summary>How many handlers the engine has made, each for a connection profile of its own.</summary>
    public int Handlers { get; private set; }

    public void Dispose()
    {
        Engine.Dispose();
        Network.Dispose();
    }

    public FetchRequest Request(FetchOptions? options = null, string host = "host") =>
        FetchRequest.Create($"http://{host}/{_requests++}", options);

    public void Add(FetchBatch batch, int count, FetchOptions? options = null, string host = "host")
    {
        for (int i = 0; i < count; i++)
        {
            batch.Add(Request(options, host));
        }
    }

    /// <summary>Lets time pass in small steps, as it does, so that everything happens when it is due.</summary>
    public void Pass(TimeSpan time, TimeSpan? step = null)
    {
        TimeSpan most = step ?? TimeSpan.FromMilliseconds(10);
        for (TimeSpan left = time; left > TimeSpan.Zero; left -= most)
        {
            Clock.Advance(left < most ? left : most);
        }
    }

    /// <summary>Takes the notices that are there.</summary>
    public static List<FetchNotice> TakeNotices(IFetchSource source)
    {
        var notices = new List<FetchNotice>();
        while (source.TryTakeNotice(out FetchNotice? notice))
        {
            notices.Add(notice);
        }

        return notices;
    }

    /// <summary>What the session knows of a host.</summary>
    public HostLimit Host(string name) => Engine.GetHosts().Single(host => host.Host == name);

    /// <summary>Takes what is ready now.</summary>
    public static List<FetchOutcome> TakeReady(IFetchSource source)
    {
        var outcomes = new List<FetchOutcome>();
        while (source.TryTake(out FetchOutcome? outcome))
        {
            outcomes.Add(outcome);
        }

        return outcomes;
    }

    /// <summary>Waits for the next outcome: for what other threads do, such as cancelling.</summary>
    public static FetchOutcome TakeOne(IFetchSource source)
    {
        FetchOutcome? outcome;
        while (!source.TryTake(out outcome))
        {
            Assert.True(source.WaitForOutcome(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken), "no outcome came");
        }

        return outcome;
    }

    /// <summary>Answers whatever is sent, however long the wait before it, until there is an outcome.</summary>
    public FetchOutcome AnswerAll(FetchBatch batch, Action<FakeExchange> answer)
    {
        for (int round = 0; round < 100; round++)
        {
            while (Network.Pending is [var exchange, ..])
            {
                answer(exchange);
            }

            if (batch.TryTake(out FetchOutcome? outcome))
            {
                return outcome;
            }

            Clock.Advance(TimeSpan.FromSeconds(61));
        }

        throw new InvalidOperationException("There was no outcome.");
    }

    /// <summary>Waits for the next request to be sent, to the millisecond.</summary>
    /// <returns>How long that took.</returns>
    public TimeSpan WaitForNext(TimeSpan most)
    {
        int before = Network.Count;
        TimeSpan waited = TimeSpan.Zero;
        while (Network.Count == before)
        {
            Assert.True(waited <= most, $"Nothing was sent for {most}.");
            Clock.Advance(TimeSpan.FromMilliseconds(1));
            waited += TimeSpan.FromMilliseconds(1);
        }

        return waited;
    }

    public FetchOutcome Fetch(FetchRequest request, Action<FakeNetwork> answer)
    {
        using FetchBatch batch = Engine.StartBatch();
        batch.Add(request);
        answer(Network);
        return TakeOne(batch);
    }

    private ProfileHandler CreateHandler(ConnectionProfile profile)
    {
        Handlers++;
        return new ProfileHandler(profile, Network);
    }
}
