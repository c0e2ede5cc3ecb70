using System.Net;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Retry;

namespace ParallelFetch.Engine.Tests.Scheduling;

public sealed class InOrderTests : IDisposable
{
    private static readonly FetchOptions Retrying = new() { Retry = new RetryOptions { MaximumCount = 2 } };

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    [Fact]
    public void A_first_request_that_is_tried_again_while_its_host_pauses_is_sent_when_that_is_over()
    {
        using FetchBatch batch = Start(new FetchLimits { Throttle = 2 });
        _fixture.Add(batch, 1, Retrying, "slow");
        _fixture.Engine.Background.Add(_fixture.Request(host: "slow"));
        _fixture.Add(batch, 500, Retrying, "quick");
        Network.Exchanges[0].Refuse(500);
        Network.OldestTo("slow").Refuse(503, "20");
        AnswerUntilHeldBack("quick");

        _fixture.Pass(TimeSpan.FromSeconds(19));
        Assert.Equal(2, Network.CountTo("slow"));
        _fixture.Pass(TimeSpan.FromSeconds(2));

        Assert.Equal(3, Network.CountTo("slow"));
        AssertAllComeInOrder(batch, 501);
    }

    [Fact]
    public void A_first_request_that_is_tried_again_is_sent_when_the_pace_of_its_host_allows_it()
    {
        _fixture.Engine.SetLimits(new FetchLimits { RequestsPerSecondPerHost = 0.1 });
        using FetchBatch batch = Start(new FetchLimits { Throttle = 0 });
        _fixture.Add(batch, 1, Retrying, "slow");
        for (int i = 0; i < 500; i++)
        {
            _fixture.Add(batch, 1, Retrying, $"h{i}");
        }

        Network.Oldest.Refuse(500);
        AnswerUntilHeldBack("h");

        _fixture.Pass(TimeSpan.FromSeconds(11));

        Assert.Equal(2, Network.CountTo("slow"));
        AssertAllComeInOrder(batch, 501);
    }

    [Fact]
    public void A_first_request_whose_host_is_full_is_sent_when_it_is_not()
    {
        using FetchBatch other = Start(new FetchLimits { ThrottlePerHost = 1 });
        using FetchBatch batch = Start(new FetchLimits { Throttle = 4 });
        _fixture.Add(other, 1, host: "slow");
        _fixture.Add(batch, 1, host: "slow");
        _fixture.Add(batch, 500, host: "quick");
        AnswerUntilHeldBack("quick");

        Network.OldestTo("slow").Answer();

        Assert.Equal(2, Network.CountTo("slow"));
        AssertAllComeInOrder(batch, 501);
    }

    [Fact]
    public void Only_the_first_request_of_a_host_is_sent_while_the_rest_is_held_back()
    {
        using FetchBatch batch = Start(new FetchLimits { Throttle = 3, ThrottlePerHost = 2 });
        _fixture.Add(batch, 1, Retrying, "slow");
        _fixture.Add(batch, 600, host: "quick");
        AnswerUntilHeldBack("quick");
        int sent = Network.Count;
        Network.Oldest.Refuse(503);
        Assert.Equal(sent, Network.Count);

        _fixture.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(sent + 1, Network.Count);
        Assert.Equal("slow", Network.Oldest.Uri.Host);
        AssertAllComeInOrder(batch, 601);
    }

    [Fact]
    public void Retries_do_not_change_the_order()
    {
        using FetchBatch batch = Start(new FetchLimits { Throttle = 10 });
        int number = 0;
        Network.Auto = _ => new HttpResponseMessage(number++ % 3 == 0 ? HttpStatusCode.BadGateway : HttpStatusCode.OK);
        _fixture.Add(batch, 200, Retrying);

        AssertAllComeInOrder(batch, 200);
    }

    private FetchBatch Start(FetchLimits limits) => _fixture.Engine.StartBatch(limits, inOrder: true);

    private void AnswerUntilHeldBack(string hosts)
    {
        while (Network.Pending.FirstOrDefault(exchange => exchange.Uri.Host.StartsWith(hosts, StringComparison.Ordinal)) is { } exchange)
        {
            exchange.Answer();
        }

        Assert.InRange(_fixture.Engine.Waiting, 1, 1_000);
    }

    private void AssertAllComeInOrder(FetchBatch batch, int count)
    {
        Network.Auto ??= _ => new HttpResponseMessage();
        var outcomes = new List<FetchOutcome>();
        for (int seconds = 0; seconds < 10_000 && outcomes.Count < count; seconds++)
        {
            foreach (FakeExchange exchange in Network.Pending)
            {
                exchange.Answer();
            }

            _fixture.Clock.Advance(TimeSpan.FromSeconds(1));
            outcomes.AddRange(EngineFixture.TakeReady(batch));
        }

        Assert.Equal(count, outcomes.Count);
        string[] paths = [.. outcomes.Select(outcome => ((Uri)outcome.Uri!).AbsolutePath[1..])];
        Assert.Equal(paths.OrderBy(path => int.Parse(path, null)), paths);
        Assert.True(batch.IsDrained);
    }
}
