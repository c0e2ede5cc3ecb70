using System.Net;
using ParallelFetch.Engine.Tests.Fakes;

namespace ParallelFetch.Engine.Tests.Scheduling;

/// <summary>What the scheduler makes of the limit that a host's controller finds.</summary>
public sealed class AutoThrottleTests : IDisposable
{
    private static readonly FetchLimits Auto = new() { Throttle = 100, AutoThrottle = true };

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    [Fact]
    public void A_limit_that_grows_is_used_at_once_by_what_already_waits()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(Auto, inOrder: false);
        _fixture.Add(batch, 400);
        int before = Network.Outstanding;

        AnswerRounds(5);

        Assert.True(Network.Outstanding > 2 * before, $"{before} on the wire at first, {Network.Outstanding} after five good rounds");
        Assert.Equal(_fixture.Engine.GetHosts().Single().AutoLimit, Network.Outstanding);
    }

    [Fact]
    public void A_host_that_refuses_gets_fewer_requests_and_the_ceiling_holds()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(Auto with { ThrottlePerHost = 8 }, inOrder: false);
        _fixture.Add(batch, 900);
        AnswerRounds(10);
        Assert.Equal(8, Network.Outstanding);

        _fixture.Clock.Advance(TimeSpan.FromMilliseconds(50));
        Network.Oldest.Answer(HttpStatusCode.TooManyRequests);

        Assert.True(_fixture.Engine.GetHosts().Single().AutoLimit < 8);
        Assert.Equal(8, Network.Peak);
    }

    [Fact]
    public void Each_host_has_a_limit_of_its_own()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(Auto, inOrder: false);
        for (int i = 0; i < 300; i++)
        {
            batch.Add(_fixture.Request(host: i % 2 == 0 ? "good" : "bad"));
        }

        for (int round = 0; round < 8; round++)
        {
            _fixture.Clock.Advance(TimeSpan.FromMilliseconds(50));
            foreach (FakeExchange exchange in Network.Exchanges.Where(exchange => !exchange.IsAnswered).ToList())
            {
                exchange.Answer(exchange.Uri.Host == "good" ? HttpStatusCode.OK : HttpStatusCode.TooManyRequests);
            }
        }

        IReadOnlyList<HostLimit> hosts = _fixture.Engine.GetHosts();
        Assert.Equal(1, hosts.Single(host => host.Host == "bad").AutoLimit);
        Assert.True(hosts.Single(host => host.Host == "good").AutoLimit > 4);
    }

    private void AnswerRounds(int count)
    {
        for (int round = 0; round < count; round++)
        {
            _fixture.Clock.Advance(TimeSpan.FromMilliseconds(50));
            foreach (FakeExchange exchange in Network.Exchanges.Where(exchange => !exchange.IsAnswered).ToList())
            {
                exchange.Answer();
            }
        }
    }
}
