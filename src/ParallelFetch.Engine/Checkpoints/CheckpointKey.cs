using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ParallelFetch.Http;

namespace ParallelFetch.Checkpoints;

/// <summary>
/// What makes two requests the same one for a checkpoint: method, URL, body, and the file that the user gave. The first 16 bytes of a SHA-256, so a
/// million URLs collide with a probability of about 10⁻²⁷.
/// </summary>
internal readonly record struct CheckpointKey
{
    private const int TextLength = 32;

    private readonly ulong _high;
    private readonly ulong _low;

    private CheckpointKey(ulong high, ulong low)
    {
        _high = high;
        _low = low;
    }

    /// <summary>The key of a request.</summary>
    /// <param name="method">The method; case does not matter.</param>
    /// <param name="uri">
    /// The absolute URL. What is not sent does not count: the fragment, and how the host was written (case, Unicode or
    /// punycode). A user name in it counts. A password does not: it may change without the work being another, and who
    /// can read the journal must not be able to try passwords against its keys.
    /// </param>
    /// <param name="bodyIdentity">The body, or whatever stands for it; empty for none.</param>
    /// <param name="outFile">The full path of the file that the user wants; null for none.</param>
    /// <exception cref="ArgumentException">The URL is relative.</exception>
    public static CheckpointKey Of(HttpMethod method, Uri uri, ReadOnlySpan<byte> bodyIdentity, string? outFile = null)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri)
        {
            throw new ArgumentException("The URL has to be absolute.", nameof(uri));
        }

        // Neither a method nor an escaped URL can contain a line feed: no two requests have the same text. Changing any of
        // it would make every journal there is worthless.
        string head = FormattableString.Invariant(
            $"{method.Method.ToUpperInvariant()}\n{uri.Scheme}://{UserName(uri)}@{uri.IdnHost}:{uri.Port}{uri.PathAndQuery}\n");
        int fileLength = outFile is null ? 0 : Encoding.UTF8.GetMaxByteCount(outFile.Length);
        byte[] text = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(head.Length) + SHA256.HashSizeInBytes + fileLength);
        int length = Encoding.UTF8.GetBytes(head, text);
        if (!bodyIdentity.IsEmpty || outFile is not null)
        {
            length += SHA256.HashData(bodyIdentity, text.AsSpan(length));
        }

        if (outFile is not null)
        {
            length += Encoding.UTF8.GetBytes(outFile, text.AsSpan(length));
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text.AsSpan(0, length), hash);
        ArrayPool<byte>.Shared.Return(text);
        return new CheckpointKey(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]));
    }

    /// <summary>A key that no request has: for what cannot be told from others.</summary>
    internal static CheckpointKey Unique()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return new CheckpointKey(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
    }

    /// <summary>Reads the text form.</summary>
    /// <param name="text">32 hexadecimal digits.</param>
    /// <param name="key">The key.</param>
    public static bool TryParse(string? text, out CheckpointKey key)
    {
        key = default;
        return text?.Length == TextLength && TryParse(Encoding.UTF8.GetBytes(text), out key);
    }

    /// <summary>The text form: 32 hexadecimal digits in lower case.</summary>
    public override string ToString() => FormattableString.Invariant($"{_high:x16}{_low:x16}");

    /// <inheritdoc/>
    public override int GetHashCode() => (int)_low;

    internal static bool TryParse(ReadOnlySpan<byte> text, out CheckpointKey key)
    {
        key = default;
        if (text.Length != TextLength
            || !Utf8Parser.TryParse(text[..16], out ulong high, out int highLength, 'x') || highLength != 16
            || !Utf8Parser.TryParse(text[16..], out ulong low, out int lowLength, 'x') || lowLength != 16)
        {
            return false;
        }

        key = new CheckpointKey(high, low);
        return true;
    }

    private static string UserName(Uri uri) => UserInfo.Of(uri)?.EscapedUserName ?? string.Empty;
}
