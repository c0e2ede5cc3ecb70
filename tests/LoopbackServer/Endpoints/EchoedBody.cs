using System.Security.Cryptography;

namespace LoopbackServer.Endpoints;

/// <param name="Length">All of it.</param>
/// <param name="Sha256">Of all of it, in lower case hex.</param>
/// <param name="Start">Its first mebibyte.</param>
internal sealed record EchoedBody(long Length, string Sha256, byte[] Start)
{
    private const int Longest = 1 << 20;

    public static async Task<EchoedBody> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var start = new MemoryStream();
        var buffer = new byte[81920];
        long length = 0;
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            length += read;
            hash.AppendData(buffer, 0, read);
            start.Write(buffer, 0, (int)Math.Min(read, Longest - start.Length));
        }

        return new EchoedBody(length, Convert.ToHexStringLower(hash.GetHashAndReset()), start.ToArray());
    }
}
