using System.Globalization;
using System.Text;

namespace LoopbackServer.Wire;

/// <summary>Gets each part of a body as it was on the wire; content, or what only frames it.</summary>
internal delegate Task BodySink(ReadOnlyMemory<byte> bytes, bool isContent);

/// <summary>Reads a body to its end, whoever wants it.</summary>
internal static class MessageBody
{
    private const int Block = 64 * 1024;

    /// <summary>False when the connection ended first, or the chunks are none; all that came has been handed on.</summary>
    public static async Task<bool> CopyAsync(WireReader reader, BodyFraming framing, BodySink sink) => framing.Kind switch
    {
        BodyKind.Length => await CopyAsync(reader, framing.Length, isContent: true, sink),
        BodyKind.Chunked => await CopyChunksAsync(reader, sink),
        _ => await CopyAllAsync(reader, sink),
    };

    private static async Task<bool> CopyAllAsync(WireReader reader, BodySink sink)
    {
        while (await reader.ReadSomeAsync(Block) is { IsEmpty: false } bytes)
        {
            await sink(bytes, true);
        }

        return true;
    }

    private static async Task<bool> CopyChunksAsync(WireReader reader, BodySink sink)
    {
        while (await reader.ReadLineAsync() is { IsEmpty: false } line)
        {
            // Parsed first: the sink may read on.
            var known = TrySize(line.Span, out var size);
            await sink(line, false);
            if (!known)
            {
                return false;
            }

            if (size == 0)
            {
                return await CopyTrailersAsync(reader, sink);
            }

            if (!await CopyAsync(reader, size, isContent: true, sink) || !await CopyAsync(reader, 2, isContent: false, sink))
            {
                return false;
            }
        }

        return false;
    }

    private static async Task<bool> CopyTrailersAsync(WireReader reader, BodySink sink)
    {
        while (await reader.ReadLineAsync() is { IsEmpty: false } line)
        {
            var last = line.Length <= 2;
            await sink(line, false);
            if (last)
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<bool> CopyAsync(WireReader reader, long count, bool isContent, BodySink sink)
    {
        while (count > 0)
        {
            var bytes = await reader.ReadSomeAsync(Math.Min(count, Block));
            if (bytes.IsEmpty)
            {
                return false;
            }

            count -= bytes.Length;
            await sink(bytes, isContent);
        }

        return true;
    }

    private static bool TrySize(ReadOnlySpan<byte> line, out long size)
    {
        var text = Encoding.Latin1.GetString(line).Split(';')[0].Trim();
        return long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out size) && size >= 0;
    }
}
