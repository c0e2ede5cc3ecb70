using System.Buffers;

namespace ParallelFetch.Http.Decompression;

/// <summary>
/// What a decoder reads: the coded bytes, of which the last ones that it was handed can be looked at again. The decoders of
/// .NET stop where their data ends, but do not say where in their input that is.
/// </summary>
/// <param name="inner">The coded bytes.</param>
/// <param name="mayBeEmpty">Whether no bytes at all are known to be all that was sent; no coded body is empty by itself.</param>
internal sealed class CodedInput(Stream inner, bool mayBeEmpty) : ReadOnlyStream(inner)
{
    private const int LargestReading = 8 * 1024;

    // There is always room for something behind what was handed last.
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(2 * LargestReading);
    private int _kept;
    private int _start;
    private int _end;
    private bool _hasAny;
    private bool _disposed;

    /// <summary>Whether there was input, and a decoder has asked for more of it than there is.</summary>
    internal bool IsCutShort { get; private set; }

    /// <summary>
    /// Whether <see cref="Kept"/> holds all readings since this was set, not only the last one. It ends by itself when they
    /// become too many.
    /// </summary>
    internal bool KeepsAll { get; set; }

    /// <summary>What was read last, and all that is buffered behind it.</summary>
    internal ReadOnlySpan<byte> Kept => _buffer.AsSpan(_kept, _end - _kept);

    /// <summary>Buffered bytes that nobody has read yet.</summary>
    internal ReadOnlySpan<byte> Ahead => _buffer.AsSpan(_start, _end - _start);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        if (!await FillAsync(1, cancellationToken).ConfigureAwait(false))
        {
            IsCutShort = _hasAny;
            return 0;
        }

        int count = Math.Min(Math.Min(buffer.Length, _end - _start), LargestReading);
        _buffer.AsSpan(_start, count).CopyTo(buffer.Span);
        if (!KeepsAll)
        {
            _kept = _start;
        }

        _start += count;
        return count;
    }

    /// <summary>Sees to it that so many bytes are ahead.</summary>
    /// <returns>False when the input ends before.</returns>
    internal async ValueTask<bool> FillAsync(int count, CancellationToken cancellationToken)
    {
        while (_end - _start < count)
        {
            MakeRoom();
            int read = await Inner.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return _hasAny || mayBeEmpty ? false : throw BodyDecompression.CutShort();
            }

            _hasAny = true;
            _end += read;
        }

        return true;
    }

    /// <summary>Takes one byte.</summary>
    /// <exception cref="FetchException">There is none.</exception>
    internal async ValueTask<byte> TakeByteAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(1, cancellationToken).ConfigureAwait(false))
        {
            throw BodyDecompression.CutShort();
        }

        byte value = _buffer[_start];
        Skip(1);
        return value;
    }

    /// <summary>Goes on behind so many of the bytes ahead.</summary>
    internal void Skip(int count) => _kept = _start += count;

    /// <summary>Goes on behind so many of the bytes of <see cref="Kept"/>.</summary>
    internal void GoOnBehind(int count) => _start = _kept += count;

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _kept = _start = _end = 0;
        }

        base.Dispose(disposing);
    }

    private void MakeRoom()
    {
        if (_end < _buffer.Length)
        {
            return;
        }

        if (KeepsAll && _start > LargestReading)
        {
            KeepsAll = false;
            _kept = Math.Max(_kept, _start - LargestReading);
        }

        _buffer.AsSpan(_kept, _end - _kept).CopyTo(_buffer);
        _start -= _kept;
        _end -= _kept;
        _kept = 0;
    }
}
