using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

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

    /// <summary>Counters and levers; does not count itself.</summary>
    public Uri Control => _addresses.Control;

    /// <summary>Answers a TLS hello with plain text.</summary>
    public Uri TlsGarbage => _addresses.TlsGarbage;

    /// <summary>Accepts connections and never reads from them; not counted.</summary>
    public Uri BlackHole => _addresses.Blackhole;

    /// <summary>The server's process id.</summary>
    public int ProcessId => _process.Id;

    internal ControlClient ControlClient { get; }

    /// <summary>Starts a server and waits until it listens.</summary>
    public static async Task<LoopbackServerProcess> StartAsync(CancellationToken cancellationToken = default)
    {
        var (process, addresses) = await ServerLauncher.StartAsync(cancellationToken);
        return new LoopbackServerProcess(process, addresses);
    }

    /// <summary>Starts a server and waits until it listens.</summary>
    public static LoopbackServerProcess Start() =>
        Task.Run(static () => StartAsync(CancellationToken.None)).GetAwaiter().GetResult();

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
