using System.Globalization;

namespace LoopbackServer.Client;

/// <summary>
/// A port of its own on the way to the plain HTTP/1.1 endpoint: to a client, another host, which can go away and come back.
/// </summary>
public sealed class ServerRelay
{
    private readonly ControlClient _control;
    private readonly string _target;
    private readonly Func<string, Uri> _url;

    internal ServerRelay(ControlClient control, string target, Uri address, Func<string, Uri> url)
    {
        _control = control;
        _target = target;
        Address = address;
        _url = url;
    }

    /// <summary>The host, without the scope.</summary>
    public Uri Address { get; }

    /// <summary>A path of the scope by this way.</summary>
    public Uri Url(string pathAndQuery) => _url(pathAndQuery);

    /// <summary>
    /// Resets all connections and refuses new ones for <paramref name="time"/>, or until <see cref="ComeBackAsync"/>. Returns when it
    /// is away.
    /// </summary>
    public Task GoAwayAsync(TimeSpan? time = null, CancellationToken cancellationToken = default)
    {
        string query = time is { } away ? string.Create(CultureInfo.InvariantCulture, $"?milliseconds={(int)away.TotalMilliseconds}") : "";
        return _control.PostAsync($"{_target}/away{query}", cancellationToken);
    }

    /// <summary>Listens again on the same port.</summary>
    public Task ComeBackAsync(CancellationToken cancellationToken = default) => _control.PostAsync(_target + "/back", cancellationToken);
}
