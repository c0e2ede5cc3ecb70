using System.Buffers;

namespace ParallelFetch.Checkpoints;

/// <summary>Reads what a journal holds, once, from its first line to its last complete one.</summary>
internal sealed class CheckpointScan
{
    private const byte LineFeed = (byte)'\n';

    private readonly ICheckpointFile _file;
    private readonly string _path;
    private readonly Dictionary<CheckpointKey, long> _offsets;
    private bool _hasHeader;

    private CheckpointScan(ICheckpointFile file, string path, Dictionary<CheckpointKey, long> offsets)
    {
        _file = file;
        _path = path;
        _offsets = offsets;
    }

    /// <summary>Where the next line goes, in bytes: behind the last complete line, or 0 when there is no header yet.</summary>
    internal long End { get; private set; }

    /// <summary>Complete lines that could not be understood.</summary>
    internal long CorruptLines { get; private set; }

    /// <summary>Reads a file; changes nothing in it.</summary>
    /// <exception cref="CheckpointException">It is no journal, or not of this version.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled; a million lines take more than a second.</exception>
    internal static CheckpointScan Run(ICheckpointFile file, string path, Dictionary<CheckpointKey, long> offsets, CancellationToken cancellationToken)
    {
        var scan = new CheckpointScan(file, path, offsets);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(CheckpointLine.LongestLine);
        try
        {
            scan.Read(buffer.AsSpan(0, CheckpointLine.LongestLine), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return scan;
    }

    private void Read(Span<byte> buffer, CancellationToken cancellationToken)
    {
        long position = 0;
        int kept = 0;
        bool isTooLong = false;
        while (_file.Read(buffer[kept..], position) is int count and > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            position += count;
            Span<byte> filled = buffer[..(kept + count)];
            for (int end = IndexOfLineFeed(filled, kept); end >= 0; end = IndexOfLineFeed(filled, 0))
            {
                // What is left of a line that was too long is no line of its own.
                Take(isTooLong ? default : filled[..end], isTooLong);
                isTooLong = false;
                filled = filled[(end + 1)..];
                End = position - filled.Length;
            }

            if (filled.Length == buffer.Length)
            {
                isTooLong = true;
                filled = default;
            }

            filled.CopyTo(buffer);
            kept = filled.Length;
            if (isTooLong)
            {
                RequireHeader();
            }
        }

        if (!_hasHeader && !CheckpointHeader.IsTorn(buffer[..kept]))
        {
            throw CheckpointHeader.NotACheckpoint(_path);
        }
    }

    /// <summary>Looks for it behind what was looked through before.</summary>
    private static int IndexOfLineFeed(ReadOnlySpan<byte> bytes, int start) =>
        bytes[start..].IndexOf(LineFeed) is int index and >= 0 ? start + index : -1;

    private void Take(ReadOnlySpan<byte> line, bool isTooLong)
    {
        if (!_hasHeader)
        {
            CheckpointHeader.Verify(line, _path);
            _hasHeader = true;
        }
        else if (!isTooLong && CheckpointLine.TryReadKey(line, out CheckpointKey key))
        {
            // Fetched again, for whatever reason: the last word counts.
            _offsets[key] = End;
        }
        else if (isTooLong || !line.Trim("\r\t "u8).IsEmpty)
        {
            CorruptLines++;
        }
    }

    private void RequireHeader()
    {
        if (!_hasHeader)
        {
            throw CheckpointHeader.NotACheckpoint(_path);
        }
    }
}
