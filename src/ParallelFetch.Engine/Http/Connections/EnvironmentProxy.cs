using System.Net;

namespace ParallelFetch.Http;

/// <summary>
/// The proxy that environment variables name: http_proxy, https_proxy, all_proxy and no_proxy, in lower or upper case,
/// with the rules of curl. HttpClient reads them once in the life of a process; a script that sets $env:https_proxy
/// expects its next call to heed it.
/// </summary>
internal sealed record EnvironmentProxy : ProxyChoice, IWebProxy
{
    private readonly Uri? _http;
    private readonly Uri? _https;
    private readonly string _exceptions;

    private EnvironmentProxy(Uri? http, Uri? https, string exceptions)
    {
        _http = http;
        _https = https;
        _exceptions = exceptions;
    }

    ICredentials? IWebProxy.Credentials { get; set; } = new UserInfoCredentials();

    /// <summary>Reads the variables.</summary>
    /// <param name="variable">Gives the value of a variable, or null.</param>
    /// <returns>The choice; null when no variable names a proxy.</returns>
    public static ProxyChoice? Read(Func<string, string?> variable)
    {
        string? Value(string name, bool alsoUpper = true) =>
            NonEmpty(variable(name)) ?? (alsoUpper ? NonEmpty(variable(name.ToUpperInvariant())) : null);

        // HTTP_PROXY in upper case can be set by a request header where the process is a CGI program (httpoxy).
        bool isCgi = variable("GATEWAY_INTERFACE") is not null;
        string? all = Value("all_proxy");
        Uri? http = Parse(Value("http_proxy", alsoUpper: !isCgi) ?? all);
        Uri? https = Parse(Value("https_proxy") ?? all);
        return http is null && https is null ? null : new EnvironmentProxy(http, https, Value("no_proxy") ?? string.Empty);
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => destination.Scheme == Uri.UriSchemeHttps ? _https : _http;

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => GetProxy(host) is null || IsException(host);

    /// <inheritdoc/>
    public bool Equals(EnvironmentProxy? other) =>
        other is not null && _http == other._http && _https == other._https && _exceptions == other._exceptions
        && AccountOf(_http) == AccountOf(other._http) && AccountOf(_https) == AccountOf(other._https);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_http, _https, _exceptions);

    /// <summary>What the choice is.</summary>
    public override string ToString() => "proxy of the environment";

    internal override Uri? AddressFor(Uri destination) => IsBypassed(destination) ? null : GetProxy(destination);

    internal override void ApplyTo(SocketsHttpHandler handler) => handler.Proxy = this;

    private static UserInfo? AccountOf(Uri? address) => address is null ? null : UserInfo.Of(address);

    private bool IsException(Uri uri)
    {
        string host = uri.IdnHost;
        foreach (string entry in _exceptions.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (entry == "*" || Matches(entry, host, uri.Port))
            {
                return true;
            }
        }

        return false;
    }

    // A port narrows an entry down; an IPv6 address needs its brackets then.
    private static bool Matches(string entry, string host, int port)
    {
        int colon = entry.LastIndexOf(':');
        bool hasPort = colon > 0 && (entry[colon - 1] == ']' || entry.IndexOf(':', StringComparison.Ordinal) == colon);
        if (hasPort && int.TryParse(entry.AsSpan(colon + 1), out int onlyPort))
        {
            if (onlyPort != port)
            {
                return false;
            }

            entry = entry[..colon];
        }

        return IPAddress.TryParse(host, out IPAddress? address) ? MatchesAddress(entry, address) : MatchesName(entry, host);
    }

    // example.com, .example.com and *.example.com stand for the domain and what is below it.
    private static bool MatchesName(string entry, string host)
    {
        string name = entry.TrimStart('*').Trim('.');
        name = Uri.TryCreate("http://" + name, UriKind.Absolute, out Uri? uri) ? uri.IdnHost : name;
        return name.Length > 0
            && (host.Equals(name, StringComparison.OrdinalIgnoreCase)
                || host.EndsWith("." + name, StringComparison.OrdinalIgnoreCase));
    }

    private static bool MatchesAddress(string entry, IPAddress address) => entry.Contains('/', StringComparison.Ordinal)
        ? IPNetwork.TryParse(entry, out IPNetwork network) && network.Contains(address)
        : IPAddress.TryParse(entry.Trim('[', ']'), out IPAddress? single) && single.Equals(address);

    private static string? NonEmpty(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static Uri? Parse(string? text) => text is null ? null : ParseAddress(text);

    // A proxy's address may carry its user name and password: http://user:password@proxy:8080. A handler asks with the very
    // object that it was given.
    private sealed class UserInfoCredentials : ICredentials
    {
        public NetworkCredential? GetCredential(Uri uri, string authType) => UserInfo.Of(uri)?.ToCredential();
    }
}
