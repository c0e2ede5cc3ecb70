using Microsoft.Extensions.Time.Testing;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests.Fakes;

/// <summary>An engine on a fake clock and a fake network.</summary>
internal sealed class EngineFixture : IDisposable
{
    private int _requests;

    public EngineFixture()
    {
        Engine = new FetchEngine(new FetchEngineSettings { Time = Clock, CreateHandler = CreateHandler });
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

    public void Add(FetchBatch batch, int count, FetchOptions? options = null)
    {
        for (int i = 0; i < count; i++)
        {
            batch.Add(Request(options));
        }
    }

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
