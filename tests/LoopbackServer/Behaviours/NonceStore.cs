using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace LoopbackServer.Behaviours;

internal enum NonceUse
{
    Fine,

    /// <summary>Unknown, or used up: only another nonce is needed.</summary>
    Stale,

    /// <summary>This count was used before.</summary>
    Replayed,
}

/// <summary>The nonces of Digest authentication, and which of their counts have been seen. Parallel requests need no order.</summary>
internal sealed class NonceStore
{
    private readonly ConcurrentDictionary<string, HashSet<string>> _counts = new(StringComparer.Ordinal);

    public string Create()
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _counts[nonce] = new HashSet<string>(StringComparer.Ordinal);
        return nonce;
    }

    /// <param name="nonce">As given to the client.</param>
    /// <param name="count">Empty where the client does not count.</param>
    /// <param name="mostUses">After as many, it is stale.</param>
    public NonceUse Use(string nonce, string count, int? mostUses)
    {
        if (!_counts.TryGetValue(nonce, out var counts))
        {
            return NonceUse.Stale;
        }

        lock (counts)
        {
            if (counts.Count >= mostUses)
            {
                return NonceUse.Stale;
            }

            // Without counts, every use is a new one.
            var key = count.Length == 0 ? "#" + counts.Count : count;
            return counts.Add(key) ? NonceUse.Fine : NonceUse.Replayed;
        }
    }
}
