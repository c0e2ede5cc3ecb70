using System.Buffers.Binary;
using System.IO.Compression;

namespace ParallelFetch.Http.Decompression;

/// <summary>
/// Decodes gzip (RFC 1952), member by member. Each has to come to the end of its deflate data and to the check value and
/// the length behind it, so that no body that was cut short, wherever that is, is taken for a whole one.
/// </summary>
/// <remarks>What follows the last member and does not begin as a further one does is ignored, as gzip itself does.</remarks>
internal sealed class GzipBodyStream(CodedInput input) : ReadOnlyStream(input)
{
    private const byte Magic1 = 0x1F;
    private const byte Magic2 = 0x8B;
    private const byte Deflate = 8;
    private const int TrailerLength = 8;

    private DeflateStream? _member;
    private Crc32 _crc;
    private uint _length;
    private bool _hasMember;
    private bool _hasEnded;

    [Flags]
    private enum Flags : byte
    {
        HeaderCrc = 2,
        Extra = 4,
        Name = 8,
        Comment = 16,
        Reserved = 0xE0,
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!_hasEnded && !buffer.IsEmpty)
        {
            if (_member is null)
            {
                await BeginMemberAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            int read = await _member.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (read > 0)
            {
                input.KeepsAll = false;
                _crc.Append(buffer.Span[..read]);
                _length += (uint)read;
                return read;
            }

            await EndMemberAsync(cancellationToken).ConfigureAwait(false);
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _member?.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask BeginMemberAsync(CancellationToken cancellationToken)
    {
        if (!await input.FillAsync(1, cancellationToken).ConfigureAwait(false))
        {
            _hasEnded = true;
            return;
        }

        bool isWhole = await input.FillAsync(2, cancellationToken).ConfigureAwait(false);
        if (input.Ahead[0] != Magic1 || (isWhole && input.Ahead[1] != Magic2))
        {
            if (!_hasMember)
            {
                throw new InvalidDataException("The data is not gzip.");
            }

            _hasEnded = true;
            await BodyDecompression.DrainAsync(input, cancellationToken).ConfigureAwait(false);
            return;
        }

        await SkipHeaderAsync(cancellationToken).ConfigureAwait(false);
        input.KeepsAll = true;
        _member = new DeflateStream(input, CompressionMode.Decompress, leaveOpen: true);
        _crc = default;
        _length = 0;
        _hasMember = true;
    }

    private async ValueTask SkipHeaderAsync(CancellationToken cancellationToken)
    {
        await SkipAsync(2, cancellationToken).ConfigureAwait(false);
        byte method = await input.TakeByteAsync(cancellationToken).ConfigureAwait(false);
        var flags = (Flags)await input.TakeByteAsync(cancellationToken).ConfigureAwait(false);
        if (method != Deflate || (flags & Flags.Reserved) != 0)
        {
            throw new InvalidDataException("The gzip header is not valid.");
        }

        // Time, extra flags and system.
        await SkipAsync(6, cancellationToken).ConfigureAwait(false);
        if ((flags & Flags.Extra) != 0)
        {
            int low = await input.TakeByteAsync(cancellationToken).ConfigureAwait(false);
            int high = await input.TakeByteAsync(cancellationToken).ConfigureAwait(false);
            await SkipAsync(low | (high << 8), cancellationToken).ConfigureAwait(false);
        }

        if ((flags & Flags.Name) != 0)
        {
            await SkipTextAsync(cancellationToken).ConfigureAwait(false);
        }

        if ((flags & Flags.Comment) != 0)
        {
            await SkipTextAsync(cancellationToken).ConfigureAwait(false);
        }

        if ((flags & Flags.HeaderCrc) != 0)
        {
            await SkipAsync(2, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask SkipAsync(int count, CancellationToken cancellationToken)
    {
        for (; count > 0; count--)
        {
            await input.TakeByteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask SkipTextAsync(CancellationToken cancellationToken)
    {
        while (await input.TakeByteAsync(cancellationToken).ConfigureAwait(false) != 0)
        {
        }
    }

    private async ValueTask EndMemberAsync(CancellationToken cancellationToken)
    {
        if (input.IsCutShort)
        {
            throw BodyDecompression.CutShort();
        }

        _member!.Dispose();
        _member = null;
        bool isThere = await input.FillAsync(TrailerLength, cancellationToken).ConfigureAwait(false);
        int end = FindEnd();
        if (end < 0)
        {
            throw isThere ? new InvalidDataException("The data of a gzip member do not have its check value.") : BodyDecompression.CutShort();
        }

        input.KeepsAll = false;
        input.GoOnBehind(end + TrailerLength);
    }

    // The decoder stops behind the last block, somewhere in what it was handed last; where exactly it does not say. What
    // follows there is known, though: eight bytes that do not occur by chance, unless the member is empty and they are zero.
    private int FindEnd()
    {
        Span<byte> trailer = stackalloc byte[TrailerLength];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _crc.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _length);
        if (!input.KeepsAll)
        {
            int behindFirst = input.Kept[1..].IndexOf(trailer);
            return behindFirst < 0 ? -1 : behindFirst + 1;
        }

        int end = LengthOfEmptyData(input.Kept);
        return input.Kept[end..].StartsWith(trailer) ? end : -1;
    }

    private static int LengthOfEmptyData(ReadOnlySpan<byte> bytes)
    {
        using var single = new SingleByteStream(bytes.ToArray());
        using var decoder = new DeflateStream(single, CompressionMode.Decompress);
        _ = decoder.ReadByte();
        return (int)single.Position;
    }

    /// <summary>A decoder that is handed single bytes takes none too many.</summary>
    private sealed class SingleByteStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1)]);
    }
}
