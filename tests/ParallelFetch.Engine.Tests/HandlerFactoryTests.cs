using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests;

public sealed class HandlerFactoryTests
{
    [Fact]
    public void By_default_a_handler_leaves_redirects_cookies_and_decompression_to_the_engine()
    {
        using SocketsHttpHandler handler = Create(ConnectionProfile.Default);

        Assert.False(handler.AllowAutoRedirect);
        Assert.False(handler.UseCookies);
        Assert.Equal(DecompressionMethods.None, handler.AutomaticDecompression);
        Assert.True(handler.UseProxy);
        Assert.Null(handler.Proxy);
        Assert.Null(handler.Credentials);
        Assert.False(handler.PreAuthenticate);
        Assert.Equal(DescriptorTable.Limit is null, handler.ConnectCallback is null);
        Assert.Null(handler.SslOptions.RemoteCertificateValidationCallback);
        Assert.Null(handler.SslOptions.LocalCertificateSelectionCallback);
        Assert.Equal(SslProtocols.None, handler.SslOptions.EnabledSslProtocols);
        Assert.True(handler.PooledConnectionLifetime > TimeSpan.Zero);
    }

    [Fact]
    public void An_identity_answers_challenges()
    {
        var account = new NetworkCredential("user", "password");

        using SocketsHttpHandler handler = Create(new ConnectionProfile { Identity = NetworkIdentity.Of(account) });

        Assert.Same(account, handler.Credentials);
    }

    [Fact]
    public void Tls_is_as_asked_for()
    {
        using SocketsHttpHandler handler = Create(new ConnectionProfile { SkipCertificateCheck = true, SslProtocols = SslProtocols.Tls12 });

        Assert.True(handler.SslOptions.RemoteCertificateValidationCallback!(this, null, null, SslPolicyErrors.RemoteCertificateNameMismatch));
        Assert.Equal(SslProtocols.Tls12, handler.SslOptions.EnabledSslProtocols);
    }

    [Fact]
    public void A_proxy_serves_every_host_with_its_own_account()
    {
        var profile = new ConnectionProfile { Proxy = ProxyChoice.At(new Uri("http://user:pass%20word@proxy:8080"), null) };

        using SocketsHttpHandler handler = Create(profile);

        var local = new Uri("http://localhost/");
        Assert.Equal("http://proxy:8080/", handler.Proxy!.GetProxy(local)!.AbsoluteUri);
        Assert.False(handler.Proxy.IsBypassed(local));
        NetworkCredential account = handler.Proxy.Credentials!.GetCredential(local, "Basic")!;
        Assert.Equal(("user", "pass word"), (account.UserName, account.Password));
    }

    [Fact]
    public void No_proxy_is_none_even_if_the_environment_names_one()
    {
        using SocketsHttpHandler handler = Create(new ConnectionProfile { Proxy = ProxyChoice.None });

        Assert.False(handler.UseProxy);
    }

    [Fact]
    public void A_proxy_that_is_given_decides_for_itself()
    {
        var own = new NetworkCredential("user", "password");
        var proxy = new WebProxy("http://proxy/") { Credentials = own, BypassProxyOnLocal = true };
        using SocketsHttpHandler given = Create(new ConnectionProfile { Proxy = ProxyChoice.By(proxy) });
        ProxyChoice environment = EnvironmentProxy.Read(_ => "http://proxy/")!;
        using SocketsHttpHandler read = Create(new ConnectionProfile { Proxy = environment });

        Assert.Equal(proxy.Address, given.Proxy!.GetProxy(new Uri("http://host.example/")));
        Assert.True(given.Proxy.IsBypassed(new Uri("http://local/")));
        Assert.Same(own, given.Proxy.Credentials!.GetCredential(proxy.Address!, "Basic"));
        Assert.Same(environment, read.Proxy);
    }

    [Fact]
    public void Whichever_way_a_proxy_comes_its_account_is_apart_from_its_address()
    {
        const string Address = "http://user:pass%20word@proxy:8080/";
        var destination = new Uri("https://host.example/");
        ProxyChoice[] ways =
        [
            ProxyChoice.At(new Uri(Address), null),
            ProxyChoice.At(ProxyChoice.ParseAddress(Address)!, null),
            ProxyChoice.By(new WebProxy(Address)),
            EnvironmentProxy.Read(_ => Address)!,
        ];

        Assert.All(ways, way =>
        {
            using SocketsHttpHandler handler = Create(new ConnectionProfile { Proxy = way });
            Uri seen = handler.Proxy!.GetProxy(destination)!;
            NetworkCredential account = handler.Proxy.Credentials!.GetCredential(seen, "Basic")!;

            Assert.Equal("http://proxy:8080/", seen.AbsoluteUri);
            Assert.Equal("http://proxy:8080/", way.AddressFor(destination)!.AbsoluteUri);
            Assert.Equal(("user", "pass word"), (account.UserName, account.Password));
            Assert.Equal(seen, handler.Proxy.GetProxy(destination));
        });
    }

    [Fact]
    public void Two_accounts_of_one_proxy_are_told_apart_by_the_scheme_that_they_are_for()
    {
        ProxyChoice proxy = EnvironmentProxy.Read(name => name switch { "http_proxy" => "http://one:a@proxy", "https_proxy" => "http://two:b@proxy", _ => null })!;
        using SocketsHttpHandler handler = Create(new ConnectionProfile { Proxy = proxy });

        string? UserFor(string url) => handler.Proxy!.Credentials!.GetCredential(handler.Proxy.GetProxy(new Uri(url))!, "Basic")?.UserName;

        Assert.Equal(("one", "two"), (UserFor("http://host/"), UserFor("https://host/")));
    }

    [Fact]
    public void A_proxy_that_cannot_say_its_address_is_not_named() =>
        Assert.Null(ProxyChoice.By(new BrokenProxy()).AddressFor(new Uri("http://host/")));

    [Fact]
    public void A_socket_takes_the_place_of_any_proxy()
    {
        using SocketsHttpHandler handler = Create(new ConnectionProfile
        {
            UnixSocket = "/run/socket",
            Proxy = ProxyChoice.At(new Uri("http://proxy"), null),
        });

        Assert.False(handler.UseProxy);
        Assert.NotNull(handler.ConnectCallback);
    }

    [Fact]
    public void Without_keep_alive_no_connection_is_used_again()
    {
        using SocketsHttpHandler handler = Create(new ConnectionProfile { DisableKeepAlive = true, ConnectTimeout = TimeSpan.FromSeconds(3) });

        Assert.Equal(TimeSpan.Zero, handler.PooledConnectionLifetime);
        Assert.Equal(TimeSpan.FromSeconds(3), handler.ConnectTimeout);
    }

    private sealed class BrokenProxy : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination) => throw new InvalidOperationException();

        public bool IsBypassed(Uri host) => false;
    }

    private static SocketsHttpHandler Create(ConnectionProfile profile) => (SocketsHttpHandler)HandlerFactory.Create(profile);
}
