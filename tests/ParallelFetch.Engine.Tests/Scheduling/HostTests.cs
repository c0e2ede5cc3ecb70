using System.Runtime.CompilerServices;
using ParallelFetch.Engine.Tests.Fakes;

namespace ParallelFetch.Engine.Tests.Scheduling;

public sealed class HostTests : IDisposable
{
    private readonly EngineFixture _fixture = new();
    private int _hosts;

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    [Theory]
    [InlineData("http://host/", "https://host/", 1)]
    [InlineData("http://host:80/", "https://host:443/", 1)]
    [InlineData("http://HOST/", "http://hOsT/x", 1)]
    [InlineData("http://host:8080/", "https://HOST:8080/", 1)]
    [InlineData("http://user:password@host/", "http://host/", 1)]
    [InlineData("http://bücher.example/", "http://xn--bcher-kva.example/", 1)]
    [InlineData("http://host/", "http://host:8080/", 2)]
    [InlineData("http://host:443/", "https://host/", 2)]
    [InlineData("http://host/", "http://www.host/", 2)]
    [InlineData("http://127.0.0.1/", "http://localhost/", 2)]
    public void A_host_is_its_name_and_port(string one, string other, int hosts)
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(new FetchLimits { ThrottlePerHost = 1 }, inOrder: false);

        batch.Add(FetchRequest.Create(one));
        batch.Add(FetchRequest.Create(other));

        Assert.Equal(hosts, Network.Outstanding);
        Assert.Equal(hosts, _fixture.Engine.GetHosts().Count);
    }

    [Theory]
    [InlineData("http://Example.COM/a", "example.com")]
    [InlineData("https://example.com/a", "example.com")]
    [InlineData("http://example.com:8080/a", "example.com:8080")]
    [InlineData("http://user:secret@example.com/a", "example.com")]
    [InlineData("http://[::1]:8080/a", "[::1]:8080")]
    [InlineData("http://[::1]/a", "[::1]")]
    public void A_host_is_shown_as_it_stands_in_a_url(string url, string shown)
    {
        using FetchBatch batch = _fixture.Engine.StartBatch();

        batch.Add(FetchRequest.Create(url));

        Assert.Equal(shown, Assert.Single(_fixture.Engine.GetHosts()).Host);
    }

    [Fact]
    public void The_snapshot_shows_what_each_host_does()
    {
        var options = new FetchOptions { Retry = new ParallelFetch.Retry.RetryOptions { MaximumCount = 1 } };
        using FetchBatch batch = _fixture.Engine.StartBatch(
            new FetchLimits { Throttle = 0, ThrottlePerHost = 2, RequestsPerSecondPerHost = 1e6 }, inOrder: false);
        _fixture.Add(batch, 5, options, "b");
        _fixture.Add(batch, 1, options, "a");
        _fixture.Pass(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));
        Network.OldestTo("b").RefuseConnection();
        Network.OldestTo("b").Refuse(503, "10");

        IReadOnlyList<HostLimit> hosts = _fixture.Engine.GetHosts();

        Assert.Equal(["a", "b"], hosts.Select(host => host.Host));
        Assert.Equal(new HostLimit("a") { InFlight = 1, Limit = 2, RequestsPerSecond = 1e6, Requests = 1 }, hosts[0]);
        Assert.Equal(
            new HostLimit("b")
            {
                InFlight = 1,
                Waiting = 3,
                Limit = 1,
                LimitedTo = 1,
                RequestsPerSecond = 1e6,
                Requests = 3,
                Refusals = 1,
                Failures = 1,
                PausedUntil = _fixture.Clock.GetLocalNow() + TimeSpan.FromSeconds(10),
            },
            hosts[1]);
        Assert.Equal("b", hosts[1].ToString());
        Assert.Equal(3, _fixture.Engine.Waiting);

        _fixture.Pass(TimeSpan.FromSeconds(12));
        Assert.Null(_fixture.Host("b").PausedUntil);
        Network.Oldest.Answer();
        while (Network.Outstanding > 0)
        {
            Network.Answer(1);
            _fixture.Pass(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1));
        }

        HostLimit end = _fixture.Host("b");
        Assert.Equal((0, 0, 6L, 1L, 1L, 1L), (end.InFlight, end.Waiting, end.Requests, end.Retries, end.Refusals, end.Failures));
        Assert.Equal(6, EngineFixture.TakeReady(batch).Count);
    }

    [Fact]
    public void The_limit_shown_is_the_one_in_force()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch();
        _fixture.Add(batch, 1);
        Assert.Equal(10, _fixture.Host("host").Limit);

        _fixture.Engine.SetLimits(new FetchLimits { Throttle = 0 });
        Assert.Equal(0, _fixture.Host("host").Limit);

        _fixture.Engine.SetLimits(new FetchLimits { Throttle = 7, ThrottlePerHost = 3 });
        Assert.Equal(3, _fixture.Host("host").Limit);
    }

    [Fact]
    public void Hosts_beyond_a_bound_are_forgotten_when_they_have_nothing_to_do()
    {
        Network.Auto = _ => new HttpResponseMessage();

        Fetch(10_000);

        Assert.InRange(_fixture.Engine.GetHosts().Count, 1, 5_000);
    }

    [Fact]
    public void Hosts_beyond_a_bound_are_forgotten_under_a_rate_too()
    {
        Network.Auto = _ => new HttpResponseMessage();
        _fixture.Engine.SetLimits(new FetchLimits { RequestsPerSecondPerHost = 1 });

        Fetch(10_000);

        Assert.InRange(_fixture.Engine.GetHosts().Count, 1, 5_000);
    }

    [Fact]
    public void Hosts_beyond_a_bound_are_forgotten_although_they_do_not_exist()
    {
        Network.Auto = _ => throw new HttpRequestException(HttpRequestError.NameResolutionError);

        Fetch(10_000);

        Assert.InRange(_fixture.Engine.GetHosts().Count, 1, 5_000);
    }

    [Fact]
    public void Hosts_beyond_a_bound_are_forgotten_although_they_failed_just_now()
    {
        Network.Auto = _ => throw new HttpRequestException(HttpRequestError.NameResolutionError);

        Fetch(20_000, TimeSpan.Zero);

        Assert.InRange(_fixture.Engine.GetHosts().Count, 1, 10_000);
    }

    [Fact]
    public void A_host_that_is_busy_paused_or_given_up_is_not_forgotten()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 0);
        _fixture.Add(batch, 1, host: "busy");
        _fixture.Add(batch, 1, host: "paused");
        _fixture.Add(batch, 2, new FetchOptions { HostFailureLimit = 1 }, "gone");
        Network.OldestTo("paused").Refuse(503, "200");
        Network.OldestTo("gone").RefuseConnection();
        Network.OldestTo("gone").RefuseConnection();
        Network.Auto = _ => new HttpResponseMessage();

        Fetch(10_000, TimeSpan.FromMilliseconds(1));

        Assert.Equal(1, _fixture.Host("busy").InFlight);
        Assert.NotNull(_fixture.Host("paused").PausedUntil);
        Assert.Equal(2, _fixture.Host("gone").FailuresInARow);
    }

    [Fact]
    public void A_call_keeps_no_queue_of_each_host_that_it_ever_asked()
    {
        Network.Auto = _ => new HttpResponseMessage();
        using FetchBatch batch = _fixture.Engine.StartBatch();
        FetchFromNewHosts(batch, 1_000);
        WeakReference[] early = [.. _fixture.Engine.Scheduler.Read(static admission => admission.Hosts.All.Select(static host => new WeakReference(host)).ToList())];

        // So many that the session has forgotten the early ones: a queue would still hold them.
        FetchFromNewHosts(batch, 9_000);
        GC.Collect();

        Assert.Equal(1_000, early.Length);
        Assert.InRange(early.Count(static host => host.IsAlive), 0, 100);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FetchFromNewHosts(FetchBatch batch, int count)
    {
        for (int i = 0; i < count; i++)
        {
            _fixture.Add(batch, 1, host: $"h{_hosts++}");
            EngineFixture.TakeReady(batch);
        }
    }

    private void Fetch(int hosts, TimeSpan? pause = null)
    {
        using FetchBatch batch = _fixture.Engine.StartBatch();
        for (int i = 0; i < hosts; i++)
        {
            _fixture.Add(batch, 1, host: $"h{i}");
            EngineFixture.TakeReady(batch);
            _fixture.Clock.Advance(pause ?? TimeSpan.FromMilliseconds(100));
        }
    }
}
