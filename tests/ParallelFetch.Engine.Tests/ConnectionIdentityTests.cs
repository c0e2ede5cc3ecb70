using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests;

public sealed class ConnectionIdentityTests : IDisposable
{
    private readonly X509Certificate2 _one = Certificate("one");
    private readonly X509Certificate2 _two = Certificate("two");

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
    }

    [Fact]
    public void The_same_account_is_the_same_identity()
    {
        NetworkIdentity one = Identity("user", "password", "domain");

        AssertEqual(one, Identity("user", "password", "domain"));
        Assert.NotEqual(one, Identity("User", "password", "domain"));
        Assert.NotEqual(one, Identity("user", "Password", "domain"));
        Assert.NotEqual(one, Identity("user", "password", ""));
        Assert.NotEqual(one, NetworkIdentity.ProcessAccount);
        Assert.NotEqual(NetworkIdentity.ProcessAccount, one);
        Assert.False(one.Equals(null));
    }

    [Fact]
    public void The_account_of_the_process_is_one_identity_however_it_is_given()
    {
        AssertEqual(NetworkIdentity.ProcessAccount, NetworkIdentity.Of(CredentialCache.DefaultCredentials));
        AssertEqual(NetworkIdentity.ProcessAccount, NetworkIdentity.Of(CredentialCache.DefaultNetworkCredentials));
        Assert.NotEqual(NetworkIdentity.ProcessAccount, Identity("", "", ""));
    }

    [Fact]
    public void Credentials_that_are_looked_up_are_the_same_only_in_the_same_object()
    {
        var cache = new CredentialCache { { new Uri("http://host/"), "Basic", new NetworkCredential("user", "password") } };

        AssertEqual(NetworkIdentity.Of(cache), NetworkIdentity.Of(cache));
        Assert.NotEqual(NetworkIdentity.Of(cache), NetworkIdentity.Of(new CredentialCache()));
        Assert.NotEqual(NetworkIdentity.Of(cache), Identity("user", "password", ""));
        Assert.NotEqual(Identity("user", "password", ""), NetworkIdentity.Of(cache));
        Assert.Same(cache, NetworkIdentity.Of(cache).ToCredentials());
    }

    [Fact]
    public void The_same_certificates_are_the_same_whichever_objects_hold_them()
    {
        using X509Certificate2 copy = X509CertificateLoader.LoadCertificate(_one.RawData);

        AssertEqual(new ClientCertificates([_one]), new ClientCertificates([copy]));
        AssertEqual(new ClientCertificates([_one, _two]), new ClientCertificates([copy, _two]));
        Assert.NotEqual(new ClientCertificates([_one]), new ClientCertificates([_two]));
        Assert.NotEqual(new ClientCertificates([_one]), new ClientCertificates([_one, _two]));
        Assert.False(new ClientCertificates([_one]).Equals(null));
    }

    [Fact]
    public void Two_certificates_of_one_name_are_not_the_same()
    {
        using X509Certificate2 namesake = Certificate("one");

        Assert.Equal(_one.Subject, namesake.Subject);
        Assert.NotEqual(new ClientCertificates([_one]), new ClientCertificates([namesake]));
    }

    [Fact]
    public void A_certificate_is_chosen_by_the_issuers_that_the_server_trusts()
    {
        var certificates = new ClientCertificates([_one, _two]);

        Assert.Equal(_two, certificates.Select(this, "host", [], null, ["CN=else", "CN=two"]));
        Assert.Equal(_one, certificates.Select(this, "host", [], null, ["CN=else"]));
        Assert.Equal(_one, certificates.Select(this, "host", [], null, []));
    }

    [Fact]
    public void A_certificate_that_its_owner_disposes_of_still_serves_the_connections()
    {
        string issuer = _one.Issuer;
        var own = new X509Certificate2(_one);
        var certificates = new ClientCertificates([own]);

        own.Dispose();

        Assert.Equal(issuer, certificates.Select(this, "host", [], null, []).Issuer);
    }

    [Theory]
    [InlineData("socks5h://proxy:1080", "socks5://proxy:1080/")]
    [InlineData("proxy:3128", "http://proxy:3128/")]
    [InlineData("ftp://proxy", null)]
    public void A_proxy_address_is_read_as_curl_reads_it(string text, string? expected) =>
        Assert.Equal(expected, ProxyChoice.ParseAddress(text)?.AbsoluteUri);

    [Fact]
    public void Profiles_are_equal_by_what_they_hold()
    {
        ConnectionProfile Make() => new()
        {
            Certificates = new ClientCertificates([_one]),
            Identity = Identity("user", "password", "domain"),
            Proxy = ProxyChoice.At(new Uri("http://a:b@proxy"), null),
        };

        AssertEqual(Make(), Make());
        Assert.NotEqual(Make(), Make() with { Certificates = new ClientCertificates([_two]) });
        Assert.NotEqual(Make(), Make() with { Certificates = null });
        Assert.NotEqual(Make(), Make().WithoutIdentity());
        Assert.Null(Make().WithoutIdentity().Identity);
        Assert.Same(ConnectionProfile.Default, ConnectionProfile.Default.WithoutIdentity());
    }

    [Fact]
    public void Proxies_are_equal_by_address_and_identity()
    {
        ProxyChoice proxy = ProxyChoice.At(new Uri("http://proxy:8080"), null);

        AssertEqual(proxy, ProxyChoice.At(new Uri("http://PROXY:8080/"), null));
        Assert.NotEqual(proxy, ProxyChoice.At(new Uri("http://proxy:8081"), null));
        Assert.NotEqual(proxy, ProxyChoice.At(new Uri("https://proxy:8080"), null));
        Assert.NotEqual(proxy, ProxyChoice.At(new Uri("socks5://proxy:8080"), null));
        Assert.NotEqual(proxy, ProxyChoice.At(new Uri("http://proxy:8080"), Identity("user", "password", "")));
        Assert.NotEqual(proxy, ProxyChoice.None);
        Assert.NotEqual(proxy, ProxyChoice.System);
        Assert.NotEqual(ProxyChoice.None, ProxyChoice.System);
        Assert.Equal(ProxyChoice.System, ConnectionProfile.Default.Proxy);
    }

    [Fact]
    public void The_account_in_a_proxys_address_counts_as_its_identity()
    {
        ProxyChoice proxy = ProxyChoice.At(new Uri("http://user:pass%20word@proxy:8080"), null);

        AssertEqual(proxy, ProxyChoice.At(new Uri("http://proxy:8080"), Identity("user", "pass word", "")));
        Assert.NotEqual(proxy, ProxyChoice.At(new Uri("http://other:pass%20word@proxy:8080"), null));
        Assert.NotEqual(proxy, ProxyChoice.At(new Uri("http://user:other@proxy:8080"), null));
        Assert.NotEqual(proxy, ProxyChoice.At(new Uri("http://user@proxy:8080"), null));
        Assert.NotEqual(proxy, ProxyChoice.At(new Uri("http://proxy:8080"), null));
    }

    [Fact]
    public void An_identity_that_is_given_has_the_say_over_the_address() => AssertEqual(
        ProxyChoice.At(new Uri("http://a:b@proxy"), Identity("user", "password", "")),
        ProxyChoice.At(new Uri("http://proxy"), Identity("user", "password", "")));

    [Fact]
    public void A_proxy_that_is_an_object_is_the_same_only_as_itself()
    {
        var proxy = new WebProxy("http://proxy/");

        AssertEqual(ProxyChoice.By(proxy), ProxyChoice.By(proxy));
        Assert.NotEqual(ProxyChoice.By(proxy), ProxyChoice.By(new WebProxy("http://proxy/")));
    }

    [Fact]
    public void No_password_is_ever_shown()
    {
        NetworkIdentity identity = Identity("user", "secret", "domain");
        var profile = new ConnectionProfile
        {
            Identity = identity,
            Certificates = new ClientCertificates([_one, _two]),
            Proxy = ProxyChoice.At(new Uri("http://me:secret@proxy:8080"), null),
        };
        object?[] shown =
        [
            identity,
            profile,
            profile with { Proxy = ProxyChoice.At(new Uri("http://me:secret@proxy:8080"), identity) },
            profile with { Proxy = ProxyChoice.By(new WebProxy("http://me:secret@proxy:8080")) },
            profile with { Proxy = EnvironmentProxy.Read(_ => "http://me:secret@proxy:8080")! },
            EnvironmentProxy.Read(_ => "http://me:secret@proxy:8080"),
            new FetchOptions { Connection = profile },
            new RequestHeader("Authorization", "Bearer secret"),
            new RequestHeader("X-Marked", "secret", IsSecret: true),
        ];

        Assert.All(shown, one => Assert.DoesNotContain("secret", $"{one}", StringComparison.Ordinal));
        Assert.Equal("user", identity.ToString());
        Assert.Equal("CN=one; CN=two", profile.Certificates.ToString());
    }

    private static NetworkIdentity Identity(string user, string password, string domain) =>
        NetworkIdentity.Of(new NetworkCredential(user, password, domain));

    private static void AssertEqual<T>(T one, T other)
        where T : class
    {
        Assert.Equal(one, other);
        Assert.True(one.Equals((object)other));
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
    }
}
