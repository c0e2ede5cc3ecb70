using System.IO.Compression;
using System.Text;
using LoopbackServer.Endpoints;

namespace LoopbackServer.Raw.Fuzzing;

/// <summary>A valid response with a few things done to it. The same seed gives the same bytes.</summary>
internal static class Fuzzer
{
    private static readonly byte[][] Valid = [WithLength(), Chunked(), Compressed(), Redirect()];

    public static byte[] Response(int seed)
    {
        var random = new Random(seed);
        List<byte> bytes = [.. Valid[random.Next(Valid.Length)]];
        for (var left = random.Next(1, 9); left > 0 && bytes.Count > 0; left--)
        {
            Mutate(bytes, random);
        }

        return [.. bytes];
    }

    /// <summary>One thing done to the bytes.</summary>
    public static void Mutate(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count);
        var length = Math.Min(random.Next(1, 40), bytes.Count - at);
        switch (random.Next(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                break;
            case 4:
                var noise = new byte[length];
                random.NextBytes(noise);
                bytes.InsertRange(at, noise);
                break;
            case 5:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 6:
                bytes.InsertRange(at, "\r\n"u8.ToArray());
                break;
            default:
                bytes.InsertRange(at, Enumerable.Repeat((byte)'9', random.Next(1, 20)));
                break;
        }
    }

    private static byte[] WithLength() => Join(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 200\r\n\r\n",
        PatternStream.Bytes(200));

    private static byte[] Chunked() => Join(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=iso-8859-1\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "1a\r\nabcdefghijklmnopqrstuvwxyz\r\n5;ext=1\r\nhello\r\n0\r\nX-Trailer: yes\r\n\r\n",
        []);

    private static byte[] Compressed()
    {
        using var body = new MemoryStream();
        using (var gzip = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(PatternStream.Bytes(500));
        }

        return Join(
            $"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: {body.Length}\r\n\r\n",
            body.ToArray());
    }

    private static byte[] Redirect() => Join(
        "HTTP/1.1 302 Found\r\nLocation: /ok\r\nRetry-After: 1\r\nLink: </ok>; rel=\"next\"\r\nContent-Length: 2\r\n\r\nok", []);

    private static byte[] Join(string head, byte[] body) => [.. Encoding.ASCII.GetBytes(head), .. body];
}
