using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ParallelFetch.Files;

/// <summary>A hash that a file has to have: an algorithm and a value, as in sha256:9f86d0…</summary>
public sealed class FileHash : IEquatable<FileHash>
{
    // By the length of the value, where no algorithm is named.
    private static readonly HashAlgorithmName[] Algorithms =
        [HashAlgorithmName.SHA256, HashAlgorithmName.SHA512, HashAlgorithmName.SHA384, HashAlgorithmName.SHA1, HashAlgorithmName.MD5];

    private FileHash(HashAlgorithmName algorithm, byte[] value)
    {
        Algorithm = algorithm;
        Value = value;
    }

    /// <summary>The algorithm.</summary>
    public HashAlgorithmName Algorithm { get; }

    /// <summary>The bytes of the value.</summary>
    internal byte[] Value { get; }

    /// <summary>Reads algorithm:hexadecimal; without an algorithm the length of the value tells it.</summary>
    /// <param name="text">The text; md5, sha1, sha256, sha384 and sha512 are known, sha-256 and the like, too.</param>
    /// <param name="hash">The hash.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out FileHash? hash)
    {
        hash = null;
        string[] parts = (text ?? string.Empty).Trim().Split([':', '='], 2);
        string digits = parts[^1].Trim();
        if (digits.Length == 0 || digits.Length % 2 != 0 || !digits.All(char.IsAsciiHexDigit))
        {
            return false;
        }

        byte[] value = Convert.FromHexString(digits);
        string? name = parts.Length == 1 ? null : parts[0].Trim().Replace("-", string.Empty, StringComparison.Ordinal);
        HashAlgorithmName algorithm = Array.Find(
            Algorithms,
            candidate => LengthOf(candidate) == value.Length && (name is null || candidate.Name!.Equals(name, StringComparison.OrdinalIgnoreCase)));
        hash = algorithm.Name is null ? null : new FileHash(algorithm, value);
        return hash is not null;
    }

    /// <inheritdoc/>
    public bool Equals(FileHash? other) => other is not null && Algorithm == other.Algorithm && Value.AsSpan().SequenceEqual(other.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FileHash);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(Value);

    /// <summary>The algorithm and the value, as it is read.</summary>
    public override string ToString() => Describe(Value);

    /// <summary>A value of the same algorithm, as it is read.</summary>
    internal string Describe(ReadOnlySpan<byte> value) => $"{Algorithm.Name!.ToLowerInvariant()}:{Convert.ToHexString(value).ToLowerInvariant()}";

    /// <summary>Whether a file has it.</summary>
    internal async Task<bool> MatchesAsync(string path, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(Algorithm);
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using (file.ConfigureAwait(false))
        {
            await AppendAsync(hash, file, cancellationToken).ConfigureAwait(false);
        }

        return hash.GetHashAndReset().AsSpan().SequenceEqual(Value);
    }

    internal static async Task AppendAsync(IncrementalHash hash, Stream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(256 * 1024);
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                hash.AppendData(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int LengthOf(HashAlgorithmName algorithm) => algorithm.Name switch
    {
        "MD5" => MD5.HashSizeInBytes,
        "SHA1" => SHA1.HashSizeInBytes,
        "SHA256" => SHA256.HashSizeInBytes,
        "SHA384" => SHA384.HashSizeInBytes,
        _ => SHA512.HashSizeInBytes,
    };
}
