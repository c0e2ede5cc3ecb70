using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;

namespace LoopbackServer.Client;

/// <summary>A loopback server in a process of its own; it ends with this object, or with this process.</summary>
public sealed class LoopbackServerProcess : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly ServerAddresses _addresses;
    private int _scopes;
    private int _disposed;

    private LoopbackServerProcess(Process process, ServerAddresses addresses)
    {
        _process = process;
        _addresses = addresses;
        ControlClient = new ControlClient(addresses.Control);
        Log = new ServerLog(ControlClient);
    }

    /// <summary>Plain HTTP/1.1.</summary>
    public Uri Http => _addresses.Http;

    /// <summary>TLS with a self-signed certificate for localhost; HTTP/1.1 and HTTP/2.</summary>
    public Uri Https => _addresses.Https;

    /// <summary>Plain HTTP/2, prior knowledge only.</summary>
    public Uri H2c => _addresses.H2c;

    /// <summary>Broken responses.</summary>
    public Uri Raw => _addresses.Raw;

    /// <summary>A port that refuses connections.</summary>
    public Uri Refused => _addresses.Refused;

    /// <summary>
    /// A port on which connecting never ends, as on a host that is switched off; null where the system has no way to make one.
    /// </summary>
    public Uri? Unanswered => _addresses.Unanswered;

    /// <summary>Counters and levers; does not count itself.</summary>
    public Uri Control => _addresses.Control;

    /// <summary>Answers a TLS hello with plain text.</summary>
    public Uri TlsGarbage => _addresses.TlsGarbage;

    /// <summary>Accepts connections and never reads from them; not counted.</summary>
    public Uri BlackHole => _addresses.Blackhole;

    /// <summary>TLS that requires a client certificate, see <see cref="ClientCertificateAsync"/>.</summary>
    public Uri Mtls => _addresses.Mtls;

    /// <summary>TLS 1.2 only.</summary>
    public Uri Tls12 => _addresses.Tls12;

    /// <summary>TLS 1.3 only.</summary>
    public Uri Tls13 => _addresses.Tls13;

    /// <summary>Like <see cref="Http"/>, but another origin.</summary>
    public Uri Other => _addresses.Other;

    /// <summary>Like <see cref="Https"/>, but another origin.</summary>
    public Uri OtherHttps => _addresses.OtherHttps;

    /// <summary>An HTTP proxy. It resolves every name under .test to this machine, and knows no other machine.</summary>
    public Uri Proxy => _addresses.Proxy;

    /// <summary>An HTTP proxy for proxyuser with proxypass.</summary>
    public Uri ProxyAuth => _addresses.ProxyAuth;

    /// <summary>A SOCKS5 proxy; with credentials, for socksuser with sockspass.</summary>
    public Uri Socks5 => _addresses.Socks5;

    /// <summary>The path of a Unix domain socket for plain HTTP/1.1; null where the system has none.</summary>
    public string? UnixSocket => _addresses.UnixSocket;

    /// <summary>TLS, HTTP/1.1 to HTTP/3; null where the system has no QUIC.</summary>
    public Uri? Http3 => _addresses.Http3;

    /// <summary>The server's process id.</summary>
    public int ProcessId => _process.Id;

    internal ControlClient ControlClient { get; }

    internal ServerLog Log { get; }

    /// <summary>Starts a server and waits until it listens.</summary>
    public static async Task<LoopbackServerProcess> StartAsync(CancellationToken cancellationToken = default)
    {
        var (process, addresses) = await ServerLauncher.StartAsync(cancellationToken);
        return new LoopbackServerProcess(process, addresses);
    }

    /// <inheritdoc cref="StartAsync"/>
    public static LoopbackServerProcess Start() => Task.Run(static () => StartAsync()).GetAwaiter().GetResult();

    /// <summary>A path on the plain HTTP/1.1 endpoint, outside of any scope.</summary>
    public Uri Url(string pathAndQuery) => new($"{Http.AbsoluteUri}{pathAndQuery.TrimStart('/')}");

    /// <summary>A new scope, named after the caller.</summary>
    public ServerScope NewScope([CallerMemberName] string name = "scope")
    {
        var readable = string.Concat(name.Where(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'));
        var number = Interlocked.Increment(ref _scopes).ToString(CultureInfo.InvariantCulture);
        return new ServerScope(this, $"{readable}-{number}");
    }

    /// <summary>The overall counters.</summary>
    public Task<ServerCounters> CountersAsync(CancellationToken cancellationToken = default) =>
        ControlClient.CountersAsync(null, cancellationToken);

    /// <summary>Polls the overall counters until they are as wanted.</summary>
    /// <exception cref="TimeoutException">They were not in time; the message shows them.</exception>
    public Task WaitForAsync(
        Func<ServerCounters, bool> condition, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        ControlClient.WaitForAsync(null, condition, timeout, cancellationToken);

    /// <summary>Zeroes all counters, those of scopes included.</summary>
    public Task ResetAsync(CancellationToken cancellationToken = default) => ControlClient.ResetAsync(null, cancellationToken);

    /// <summary>Lets requests through a gate: <paramref name="count"/> (kept for later ones if fewer wait), or all from now on.</summary>
    public Task ReleaseGateAsync(string name, int? count = null, CancellationToken cancellationToken = default) =>
        ControlClient.ReleaseGateAsync(name, count, cancellationToken);

    /// <summary>Waits until a gate holds that many requests.</summary>
    /// <exception cref="TimeoutException">It did not in time.</exception>
    public Task WaitForGateAsync(string name, int waiting, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        ControlClient.WaitForGateAsync(name, waiting, timeout, cancellationToken);

    /// <summary>Changes how much a <c>/capacity</c> serves at once.</summary>
    public Task SetCapacityAsync(string id, int concurrency, CancellationToken cancellationToken = default) =>
        ControlClient.SetCapacityAsync(id, concurrency, cancellationToken);

    /// <summary>A client certificate with its key, made by the server.</summary>
    public Task<X509Certificate2> ClientCertificateAsync(
        string name, ClientCertificateKind kind = ClientCertificateKind.Valid, CancellationToken cancellationToken = default) =>
        Log.ClientCertificateAsync(name, kind, cancellationToken);

    /// <summary>What a proxy was asked for, in order, by all tests.</summary>
    public Task<IReadOnlyList<ProxyRequest>> ProxiedAsync(LoopbackProxy proxy, CancellationToken cancellationToken = default) =>
        Log.ProxiedAsync(proxy, static _ => true, cancellationToken);

    /// <summary>Ends the server: by closing its stdin, and by force if that does not help.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!BeginDispose())
        {
            return;
        }

        using var patience = new CancellationTokenSource(ExitPatience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // Killed below.
        }

        ServerLauncher.Kill(_process);
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose()
    {
        if (BeginDispose())
        {
            _process.WaitForExit(ExitPatience);
            ServerLauncher.Kill(_process);
        }
    }

    private bool BeginDispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return false;
        }

        ControlClient.Dispose();
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // Already gone.
        }

        return true;
    }
}
