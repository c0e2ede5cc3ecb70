using ParallelFetch.Bodies;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Retry;

namespace ParallelFetch.Engine.Tests;

/// <summary>A call takes in more while nothing that waits may be sent: among the next there may be something for another host.</summary>
public sealed class HeldBackRoomTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly FetchOptions Patient = new() { Retry = new RetryOptions { MaximumCount = 1 } };

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    [Fact]
    public void It_grows_to_its_bound_while_the_host_of_all_pauses()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 10);
        _fixture.Add(batch, 1, Patient, "limited");
        Network.Oldest.Refuse(429, "60");

        int taken = 1 + Fill(batch);

        Assert.Equal(FetchBatch.HeldBackLimit, taken);
        Assert.Equal((0, FetchBatch.HeldBackLimit), (Network.Outstanding, _fixture.Engine.Waiting));
    }

    [Fact]
    public void What_is_for_another_host_goes_at_once()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 10);
        _fixture.Add(batch, 2_000, Patient, "limited");
        while (Network.Outstanding > 0)
        {
            Network.Oldest.Refuse(429, "60");
        }

        Assert.False(batch.IsFull);
        _fixture.Add(batch, 1, Patient, "good");

        Assert.Equal("good", Network.Oldest.Uri.Host);
    }

    [Fact]
    public void It_does_not_while_the_wire_is_full()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 10);

        Assert.Equal(10 + FetchBatch.QueueLimit, Fill(batch));
    }

    [Fact]
    public void It_does_not_with_bodies()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 10);
        batch.Add(_fixture.Request(Patient, "limited").WithContent(HttpMethod.Put, new BytesBody([1])));
        Network.Oldest.Refuse(429, "60");

        Assert.Equal(FetchBatch.QueueLimit, 1 + Fill(batch));
    }

    [Fact]
    public void It_shrinks_when_something_may_be_sent_again()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 1, Patient, "limited");
        Network.Oldest.Refuse(429, "60");
        for (int i = 0; i < 3_000; i++)
        {
            _fixture.Add(batch, 1, Patient, "limited");
        }

        Assert.False(batch.IsFull);
        _fixture.Pass(Second * 60, Second);

        Assert.Equal(1, Network.Outstanding);
        Assert.True(batch.IsFull);
    }

    private int Fill(FetchBatch batch)
    {
        int added = 0;
        for (; !batch.IsFull; added++)
        {
            _fixture.Add(batch, 1, Patient, "limited");
        }

        return added;
    }
}
