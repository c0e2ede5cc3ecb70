namespace LoopbackServer.Client;

/// <summary>
/// A name under which the server counts separately, so that tests can share one server. Gates, capacities and status
/// sequences of a scope are its own, too.
/// </summary>
public sealed class ServerScope
{
    private readonly LoopbackServerProcess _server;

    internal ServerScope(LoopbackServerProcess server, string name)
    {
        _server = server;
        Name = name;
        ProxiedHost = HostLabel(name) + ".loopback.test";
    }

    /// <summary>The unique name.</summary>
    public string Name { get; }

    /// <summary>A host that only the proxies know, and only this scope uses.</summary>
    public string ProxiedHost { get; }

    /// <summary>A path on the plain HTTP/1.1 endpoint.</summary>
    public Uri Url(string pathAndQuery) => Scoped(_server.Http, pathAndQuery);

    /// <summary>A path on the TLS endpoint (HTTP/1.1 and HTTP/2, self-signed).</summary>
    public Uri HttpsUrl(string pathAndQuery) => Scoped(_server.Https, pathAndQuery);

    /// <summary>A path on the plain HTTP/2 endpoint (prior knowledge).</summary>
    public Uri H2cUrl(string pathAndQuery) => Scoped(_server.H2c, pathAndQuery);

    /// <summary>A path on the endpoint for broken responses.</summary>
    public Uri RawUrl(string pathAndQuery) => Scoped(_server.Raw, pathAndQuery);

    /// <summary>A path on another origin than <see cref="Url"/>.</summary>
    public Uri OtherUrl(string pathAndQuery) => Scoped(_server.Other, pathAndQuery);

    /// <summary>A path on another origin than <see cref="HttpsUrl"/>.</summary>
    public Uri OtherHttpsUrl(string pathAndQuery) => Scoped(_server.OtherHttps, pathAndQuery);

    /// <summary>A path on the endpoint that requires a client certificate.</summary>
    public Uri MtlsUrl(string pathAndQuery) => Scoped(_server.Mtls, pathAndQuery);

    /// <summary>A path on the endpoint that speaks TLS 1.2 only.</summary>
    public Uri Tls12Url(string pathAndQuery) => Scoped(_server.Tls12, pathAndQuery);

    /// <summary>A path on the endpoint that speaks TLS 1.3 only.</summary>
    public Uri Tls13Url(string pathAndQuery) => Scoped(_server.Tls13, pathAndQuery);

    /// <summary>A path on the endpoint that speaks HTTP/3, too.</summary>
    /// <exception cref="PlatformNotSupportedException">The system has no QUIC.</exception>
    public Uri Http3Url(string pathAndQuery) =>
        Scoped(_server.Http3 ?? throw new PlatformNotSupportedException("No QUIC here."), pathAndQuery);

    /// <summary>A path on the Unix domain socket: the host is but a name.</summary>
    public Uri UnixUrl(string pathAndQuery) => Scoped(new Uri("http://localhost/"), pathAndQuery);

    /// <summary>A path on the plain HTTP/1.1 endpoint by a name that only the proxies know, and only this scope uses.</summary>
    public Uri ProxiedUrl(string pathAndQuery) => Scoped(new Uri($"http://{ProxiedHost}:{_server.Http.Port}"), pathAndQuery);

    /// <summary>A path on the TLS endpoint by a name that only the proxies know, and only this scope uses.</summary>
    public Uri ProxiedHttpsUrl(string pathAndQuery) => Scoped(new Uri($"https://{ProxiedHost}:{_server.Https.Port}"), pathAndQuery);

    /// <summary>The counters of this scope.</summary>
    public Task<ServerCounters> CountersAsync(CancellationToken cancellationToken = default) =>
        _server.ControlClient.CountersAsync(Name, cancellationToken);

    /// <summary>Polls the counters of this scope until they are as wanted.</summary>
    /// <exception cref="TimeoutException">They were not in time; the message shows them.</exception>
    public Task WaitForAsync(
        Func<ServerCounters, bool> condition, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _server.ControlClient.WaitForAsync(Name, condition, timeout, cancellationToken);

    /// <summary>Lets requests through a gate of this scope: <paramref name="count"/>, or all from now on.</summary>
    public Task ReleaseGateAsync(string name, int? count = null, CancellationToken cancellationToken = default) =>
        _server.ReleaseGateAsync($"{Name}/{name}", count, cancellationToken);

    /// <summary>Waits until a gate of this scope holds that many requests.</summary>
    /// <exception cref="TimeoutException">It did not in time.</exception>
    public Task WaitForGateAsync(string name, int waiting, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _server.WaitForGateAsync($"{Name}/{name}", waiting, timeout, cancellationToken);

    /// <summary>Changes how much a <c>/capacity</c> of this scope serves at once.</summary>
    public Task SetCapacityAsync(string id, int concurrency, CancellationToken cancellationToken = default) =>
        _server.SetCapacityAsync($"{Name}/{id}", concurrency, cancellationToken);

    /// <summary>How many a <c>/quota</c> of this scope served and turned away.</summary>
    public Task<QuotaCounters> QuotaAsync(string id, CancellationToken cancellationToken = default) =>
        _server.ControlClient.QuotaAsync($"{Name}/{id}", cancellationToken);

    /// <summary>Another way to this scope, on a port of its own; the same one for the same name.</summary>
    public async Task<ServerRelay> RelayAsync(string name, CancellationToken cancellationToken = default)
    {
        var target = ControlClient.Target("relay", $"{Name}/{name}");
        var relay = await _server.ControlClient.GetAsync<RelayAddress>(target, cancellationToken);
        return new ServerRelay(_server.ControlClient, target, relay.Address, path => Scoped(relay.Address, path));
    }

    /// <summary>Zeroes the counters of this scope.</summary>
    public Task ResetAsync(CancellationToken cancellationToken = default) => _server.ControlClient.ResetAsync(Name, cancellationToken);

    /// <summary>From now on, the server remembers the requests of this scope; it forgets those before.</summary>
    public Task RecordAsync(CancellationToken cancellationToken = default) => _server.Log.RecordAsync(Name, cancellationToken);

    /// <summary>The requests since <see cref="RecordAsync"/>, in order of arrival.</summary>
    public async Task<IReadOnlyList<RecordedRequest>> RecordedAsync(CancellationToken cancellationToken = default) =>
        await _server.Log.RecordedAsync(Name, cancellationToken);

    /// <summary>
    /// What a proxy was asked for by this scope, in order: URLs with its name, and tunnels to its <see cref="ProxiedHost"/>.
    /// </summary>
    public Task<IReadOnlyList<ProxyRequest>> ProxiedAsync(LoopbackProxy proxy, CancellationToken cancellationToken = default) =>
        _server.Log.ProxiedAsync(
            proxy,
            request => request.Target.Contains($"/s/{Name}/", StringComparison.Ordinal)
                || request.Target.StartsWith(ProxiedHost + ":", StringComparison.OrdinalIgnoreCase),
            cancellationToken);

    /// <summary>A name of a host has no underscores, and not more than 63 characters; its end tells scopes apart.</summary>
    private static string HostLabel(string name)
    {
        var label = name.Replace('_', '-').ToLowerInvariant();
        return label[^Math.Min(label.Length, 60)..].Trim('-');
    }

    private Uri Scoped(Uri endpoint, string pathAndQuery) => new($"{endpoint.AbsoluteUri}s/{Name}/{pathAndQuery.TrimStart('/')}");
}
