using LoopbackServer.Wire;

namespace LoopbackServer.Proxies;

/// <summary>
/// Fields that are meant for the next hop only. Transfer-Encoding is one, too, but stays: the proxy passes chunks on as they are.
/// </summary>
internal static class HopByHop
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "Proxy-Authenticate", "TE", "Upgrade",
    };

    public static IEnumerable<HeaderField> Without(MessageHead head)
    {
        var named = head.Fields
            .Where(field => field.Is("Connection"))
            .SelectMany(field => field.Value.Split(',', StringSplitOptions.TrimEntries))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return head.Fields.Where(field => !Names.Contains(field.Name) && !named.Contains(field.Name));
    }
}
