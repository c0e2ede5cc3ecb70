using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using ParallelFetch.Bodies;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests;

public sealed class HandlerPoolTests : IDisposable
{
    private readonly List<NotingHandler> _handlers = [];
    private readonly HandlerPool _pool;

    public HandlerPoolTests() => _pool = new HandlerPool(_ =>
    {
        var handler = new NotingHandler();
        _handlers.Add(handler);
        return handler;
    });

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void The_same_profile_gets_the_same_handler()
    {
        ConnectionProfile profile = Profile(1);

        HttpMessageInvoker first = _pool.Get(profile);

        Assert.Same(first, _pool.Get(profile));
        Assert.NotSame(first, _pool.Get(Profile(2)));
        Assert.Same(first, _pool.Get(profile));
        Assert.Equal(2, _handlers.Count);
    }

    [Fact]
    public void Equal_profiles_share_a_handler()
    {
        ConnectionProfile Make() => new()
        {
            SkipCertificateCheck = true,
            SslProtocols = SslProtocols.Tls13,
            Identity = NetworkIdentity.Of(new NetworkCredential("user", "password", "domain")),
            Proxy = ProxyChoice.At(new Uri("http://proxy:8080"), NetworkIdentity.Of(new NetworkCredential("proxy", "password"))),
            UnixSocket = "/run/socket",
            DisableKeepAlive = true,
            ConnectTimeout = TimeSpan.FromSeconds(1),
        };

        Assert.Same(_pool.Get(Make()), _pool.Get(Make()));
        Assert.Same(_pool.Get(Make()), _pool.Get(Make()));
        Assert.Single(_handlers);
    }

    [Fact]
    public void Profiles_that_differ_in_anything_never_share_one()
    {
        ConnectionProfile[] profiles =
        [
            ConnectionProfile.Default,
            new() { SkipCertificateCheck = true },
            new() { SslProtocols = SslProtocols.Tls12 },
            new() { SslProtocols = SslProtocols.Tls13 },
            new() { ConnectTimeout = TimeSpan.FromSeconds(1) },
            new() { DisableKeepAlive = true },
            new() { UnixSocket = "/run/one" },
            new() { UnixSocket = "/run/ONE" },
            new() { Proxy = ProxyChoice.None },
            new() { Proxy = ProxyChoice.At(new Uri("http://proxy/"), null) },
            new() { Proxy = ProxyChoice.At(new Uri("http://user:one@proxy/"), null) },
            new() { Proxy = ProxyChoice.At(new Uri("http://user:two@proxy/"), null) },
            new() { Identity = NetworkIdentity.ProcessAccount },
            new() { Identity = NetworkIdentity.Of(new NetworkCredential("user", "one")) },
            new() { Identity = NetworkIdentity.Of(new NetworkCredential("user", "two")) },
        ];

        Assert.Equal(profiles.Length, profiles.Select(_pool.Get).Distinct().Count());
        Assert.Equal(profiles.Length, profiles.Select(_pool.Get).Distinct().Count());
        Assert.Equal(profiles.Length, _handlers.Count);
    }

    [Fact]
    public void What_does_not_belong_to_a_connection_never_makes_a_second_handler()
    {
        using var fixture = new EngineFixture();
        FetchOptions[] options =
        [
            new(),
            new() { ConnectionTimeout = TimeSpan.FromSeconds(1), OperationTimeout = TimeSpan.FromSeconds(1), TotalTimeout = TimeSpan.FromSeconds(9) },
            new() { Cookies = new SessionCookies(new CookieContainer()), MaximumBodySize = 1000, FailOnHttpError = true },
            new() { TransferCoding = TransferCoding.GZip, HttpVersion = new Version(1, 0) },
            new() { MaximumRedirection = 1, Redirects = RedirectOptions.PreserveAuthorization, Connection = new ConnectionProfile() },
        ];

        foreach (FetchOptions one in options)
        {
            RequestHeaders headers = RequestHeaders.Create([new("Authorization", $"Bearer {fixture.Network.Exchanges.Count}")], out _)!;
            FetchRequest request = fixture.Request(one, host: $"host{fixture.Network.Exchanges.Count}")
                .WithHeaders(headers)
                .WithContent(HttpMethod.Post, new BytesBody([1]));
            Assert.True(fixture.Fetch(request, network => network.Answer(1)).IsSuccess);
        }

        Assert.Equal(1, fixture.Handlers);
    }

    [Fact]
    public void Beyond_the_capacity_the_handler_unused_for_longest_goes()
    {
        HttpMessageInvoker[] invokers = [.. Enumerable.Range(0, HandlerPool.Capacity).Select(i => _pool.Get(Profile(i)))];
        Assert.Same(invokers[0], _pool.Get(Profile(0)));

        _pool.Get(Profile(HandlerPool.Capacity));

        Assert.Same(invokers[0], _pool.Get(Profile(0)));
        Assert.All(Enumerable.Range(2, HandlerPool.Capacity - 2), i => Assert.Same(invokers[i], _pool.Get(Profile(i))));
        Assert.Equal(HandlerPool.Capacity + 1, _handlers.Count);
        Assert.NotSame(invokers[1], _pool.Get(Profile(1)));
        GC.KeepAlive(invokers);
    }

    [Fact]
    public void Its_latest_use_counts_even_where_the_same_profile_asks_again_and_again()
    {
        ConnectionProfile busy = Profile(0);
        HttpMessageInvoker invoker = _pool.Get(busy);
        for (int i = 1; i <= HandlerPool.Capacity * 3; i++)
        {
            _pool.Get(Profile(i));
            Assert.Same(invoker, _pool.Get(busy));
            Assert.Same(invoker, _pool.Get(busy));
        }
    }

    [Fact]
    public void A_handler_that_went_works_on_until_the_session_ends()
    {
        List<HttpMessageInvoker> invokers = [.. Enumerable.Range(0, HandlerPool.Capacity + 10).Select(i => _pool.Get(Profile(i)))];

        invokers.Add(_pool.Get(Profile(0)));
        Assert.NotSame(invokers[0], invokers[^1]);
        Assert.DoesNotContain(_handlers, handler => handler.IsDisposed);

        _pool.Dispose();

        Assert.Equal(HandlerPool.Capacity + 11, _handlers.Count);
        Assert.All(_handlers, handler => Assert.True(handler.IsDisposed));
        GC.KeepAlive(invokers);
    }

    [Fact]
    public void A_fetch_on_a_handler_that_went_still_ends_well()
    {
        using var fixture = new EngineFixture();
        using FetchBatch batch = fixture.Engine.StartBatch(limit: 0);
        for (int i = 0; i <= HandlerPool.Capacity; i++)
        {
            batch.Add(fixture.Request(new FetchOptions { Connection = Profile(i) }));
        }

        fixture.Network.Answer(HandlerPool.Capacity + 1);

        Assert.All(EngineFixture.TakeReady(batch), outcome => Assert.True(outcome.IsSuccess));
        Assert.Equal(HandlerPool.Capacity + 1, fixture.Handlers);
    }

    [Fact]
    public void Nothing_holds_a_handler_that_went_and_is_not_used()
    {
        WeakReference retired = RetireOne();

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(retired.IsAlive);
    }

    [Fact]
    public void Many_threads_get_one_handler_for_a_profile()
    {
        using var pool = new HandlerPool(_ => new NotingHandler());
        var seen = new System.Collections.Concurrent.ConcurrentBag<(int Number, HttpMessageInvoker Invoker)>();

        Parallel.For(0, 2000, i => seen.Add((i % 7, pool.Get(Profile(i % 7)))));

        Assert.Equal(7, seen.Distinct().Count());
    }

    [Fact]
    public void Closing_what_is_idle_disposes_of_all_handlers_and_makes_new_ones_when_they_are_needed()
    {
        List<HttpMessageInvoker> before = [.. Enumerable.Range(0, HandlerPool.Capacity + 1).Select(i => _pool.Get(Profile(i)))];

        _pool.CloseIdle();

        Assert.All(_handlers, handler => Assert.True(handler.IsDisposed));
        Assert.Equal(HandlerPool.Capacity + 1, _handlers.Count);
        HttpMessageInvoker after = _pool.Get(Profile(1));
        Assert.DoesNotContain(after, before);
        Assert.Same(after, _pool.Get(Profile(1)));
        Assert.False(_handlers[^1].IsDisposed);
    }

    [Fact]
    public void An_invoker_is_replaced_once_and_not_after_the_session_has_ended()
    {
        HttpMessageInvoker invoker = _pool.Get(Profile(1));
        HttpMessageInvoker first = invoker;
        Assert.False(_pool.HasReplaced(ref invoker, Profile(1)));

        _pool.CloseIdle();

        Assert.True(_pool.HasReplaced(ref invoker, Profile(1)));
        Assert.NotSame(first, invoker);
        Assert.False(_pool.HasReplaced(ref invoker, Profile(1)));

        _pool.Dispose();

        Assert.False(_pool.HasReplaced(ref invoker, Profile(1)));
    }

    private static ConnectionProfile Profile(int number) => new() { UnixSocket = $"/run/{number}" };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference RetireOne()
    {
        var reference = new WeakReference(_pool.Get(Profile(0)));
        for (int i = 1; i <= HandlerPool.Capacity; i++)
        {
            _pool.Get(Profile(i));
        }

        return reference;
    }

    private sealed class NotingHandler : HttpMessageHandler
    {
        public bool IsDisposed { get; private set; }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
