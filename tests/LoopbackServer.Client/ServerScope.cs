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
    }

    /// <summary>The unique name.</summary>
    public string Name { get; }

    /// <summary>A path on the plain HTTP/1.1 endpoint.</summary>
    public Uri Url(string pathAndQuery) => Scoped(_server.Http, pathAndQuery);

    /// <summary>A path on the TLS endpoint (HTTP/1.1 and HTTP/2, self-signed).</summary>
    public Uri HttpsUrl(string pathAndQuery) => Scoped(_server.Https, pathAndQuery);

    /// <summary>A path on the plain HTTP/2 endpoint (prior knowledge).</summary>
    public Uri H2cUrl(string pathAndQuery) => Scoped(_server.H2c, pathAndQuery);

    /// <summary>A path on the endpoint for broken responses.</summary>
    public Uri RawUrl(string pathAndQuery) => Scoped(_server.Raw, pathAndQuery);

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

    /// <summary>Zeroes the counters of this scope.</summary>
    public Task ResetAsync(CancellationToken cancellationToken = default) => _server.ControlClient.ResetAsync(Name, cancellationToken);

    private Uri Scoped(Uri endpoint, string pathAndQuery) => new($"{endpoint.AbsoluteUri}s/{Name}/{pathAndQuery.TrimStart('/')}");
}
