namespace ParallelFetch.Http.Decompression;

/// <summary>Remembers the last four bytes that were read through it, and lets the first be looked at before.</summary>
internal sealed class TailStream(Stream inner) : ReadOnlyStream(inner)
{
    private readonly byte[] _tail = new byte[4];
    private readonly byte[] _peeked = new byte[1];
    private bool _hasPeeked;

    /// <summary>The last four bytes; zeroes where fewer were read.</summary>
    internal ReadOnlySpan<byte> Tail => _tail;

    /// <summary>How many bytes were read.</summary>
    internal long BytesRead { get; private set; }

    /// <summary>Whether a reader has come to the end.</summary>
    internal bool HasEnded { get; private set; }

    /// <summary>The first byte, which is still to be read; -1 when there is none.</summary>
    internal async ValueTask<int> PeekAsync(CancellationToken cancellationToken)
    {
        _hasPeeked = await Inner.ReadAsync(_peeked, cancellationToken).ConfigureAwait(false) > 0;
        return _hasPeeked ? _peeked[0] : -1;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        if (_hasPeeked && !buffer.IsEmpty)
        {
            _hasPeeked = false;
            buffer.Span[0] = _peeked[0];
            read = 1;
        }
        else
        {
            read = await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            HasEnded |= read == 0 && !buffer.IsEmpty;
        }

        Remember(buffer.Span[..read]);
        return read;
    }

    private void Remember(ReadOnlySpan<byte> bytes)
    {
        BytesRead += bytes.Length;
        ReadOnlySpan<byte> last = bytes[Math.Max(0, bytes.Length - _tail.Length)..];
        _tail.AsSpan(last.Length).CopyTo(_tail);
        last.CopyTo(_tail.AsSpan(_tail.Length - last.Length));
    }
}
