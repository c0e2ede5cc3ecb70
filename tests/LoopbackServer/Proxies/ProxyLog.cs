namespace LoopbackServer.Proxies;

/// <summary>What a proxy was asked for, in order.</summary>
internal sealed class ProxyLog
{
    private readonly Lock _lock = new();
    private readonly List<ProxyEntry> _entries = [];

    public ProxyEntry[] Entries
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries];
            }
        }
    }

    public void Add(ProxyEntry entry)
    {
        lock (_lock)
        {
            _entries.Add(entry);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
        }
    }
}

/// <param name="Method">CONNECT for SOCKS, too.</param>
/// <param name="Target">As requested: a URL, or host:port for a tunnel.</param>
/// <param name="User">Who the client says it is, if it does.</param>
/// <param name="Headers">All that the proxy got; none for SOCKS.</param>
/// <param name="ConnectionId">The connection from the client.</param>
/// <param name="Challenged">It was not carried out, for lack of credentials.</param>
internal sealed record ProxyEntry(
    string Method, string Target, string? User, IReadOnlyDictionary<string, string[]> Headers, string ConnectionId, bool Challenged);
