using System.Security.Cryptography;

namespace ParallelFetch.Bodies;

/// <summary>A body in memory.</summary>
/// <param name="bytes">The bytes; not copied, so they must not change any more.</param>
internal sealed class BytesBody(byte[] bytes) : RequestBody
{
    internal override byte[] Identity => SHA256.HashData(bytes);

    internal override HttpContent CreateContent() => new ByteArrayContent(bytes);
}
