using System.Text;

namespace LoopbackServer.Proxies;

/// <summary>Who may use a proxy.</summary>
internal sealed record ProxyCredentials(string User, string Password)
{
    public static ProxyCredentials Http { get; } = new("proxyuser", "proxypass");

    public static ProxyCredentials Socks { get; } = new("socksuser", "sockspass");

    /// <summary>What a Basic header says; null when it is none.</summary>
    public static ProxyCredentials? Parse(string? header)
    {
        var bytes = new byte[header?.Length ?? 0];
        return header?.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) == true
            && Convert.TryFromBase64String(header["Basic ".Length..].Trim(), bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [var user, var password]
                ? new ProxyCredentials(user, password)
                : null;
    }
}
