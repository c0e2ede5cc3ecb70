using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ParallelFetch.Files;

/// <summary>A hash that a file has to have: an algorithm and a value, as in sha256:9f86d0…</summary>
internal sealed class FileHash : IEquatable<FileHash>
{
    private FileHash(HashAlgorithmName algorithm, byte[] value)
    {
        Algorithm = algorithm;
        Value = value;
    }

    /// <summary>The algorithm.</summary>
    public HashAlgorithmName Algorithm { get; }

    /// <summary>The bytes of the value.</summary>
    internal byte[] Value { get; }

    /// <summary>Reads a hash as it is published; without an algorithm the length of the value tells it.</summary>
    /// <param name="text">
    /// The text: algorithm:hexadecimal, Subresource Integrity (sha256-Base64), hexadecimal or Base64 digits alone, or a line
    /// of a file such as SHA256SUMS. md5, sha1, sha256, sha384 and sha512 are known, sha-256 and the like, too.
    /// </param>
    /// <param name="hash">The hash.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out FileHash? hash)
    {
        hash = FileHashText.Read(text ?? string.Empty) is { } read ? new FileHash(read.Algorithm, read.Value) : null;
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

    internal static int LengthOf(HashAlgorithmName algorithm) => algorithm.Name switch
    {
        "MD5" => MD5.HashSizeInBytes,
        "SHA1" => SHA1.HashSizeInBytes,
        "SHA256" => SHA256.HashSizeInBytes,
        "SHA384" => SHA384.HashSizeInBytes,
        _ => SHA512.HashSizeInBytes,
    };
}
