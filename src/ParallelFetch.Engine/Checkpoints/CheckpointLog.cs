using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ParallelFetch.Files;

namespace ParallelFetch.Checkpoints;

/// <summary>
/// The lines of a journal: appended through a buffer that is written and flushed in bounded intervals, and read back by
/// their offset. Safe to use from several threads.
/// </summary>
internal sealed class CheckpointLog : IDisposable
{
    private const byte LineFeed = (byte)'\n';

    private readonly object _gate = new();

    // Taken before _gate, never within it.
    private readonly object _flushGate = new();
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ICheckpointFile _file;
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly ArrayBufferWriter<byte> _pending = new(CheckpointJournal.WriteThreshold + 4096);
    private readonly Utf8JsonWriter _json;
    private readonly ITimer _writeTimer;
    private readonly ITimer _flushTimer;
    private long _written;
    private long _pendingSince;
    private bool _flushScheduled;
    private bool _appendedSinceFlush;
    private CheckpointException? _failure;
    private bool _failureTold;
    private bool _disposed;
    private bool _closed;

    /// <summary>Continues a file.</summary>
    /// <param name="file">The file; it is closed with the log.</param>
    /// <param name="path">Its name for messages.</param>
    /// <param name="time">The clock for the intervals.</param>
    /// <param name="end">The file's length, which is where the next line goes.</param>
    internal CheckpointLog(ICheckpointFile file, string path, TimeProvider time, long end)
    {
        _file = file;
        _path = path;
        _time = time;
        _written = end;
        _json = CheckpointLine.CreateWriter(_line);
        using (ExecutionContext.SuppressFlow())
        {
            _writeTimer = time.CreateTimer(static log => ((CheckpointLog)log!).OnWriteDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _flushTimer = time.CreateTimer(static log => ((CheckpointLog)log!).OnFlushDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Appends a line; false when the file has failed and that has been said.</summary>
    /// <param name="entry">What the line says.</param>
    /// <param name="offset">Where the line begins.</param>
    /// <exception cref="ArgumentException">The line is too long.</exception>
    /// <exception cref="CheckpointException">The file has failed, and that has not been said yet.</exception>
    internal bool TryAppend(CheckpointEntry entry, out long offset)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(CheckpointJournal));
            TellFailure();
            offset = _written + _pending.WrittenCount;
            if (_failure is null)
            {
                Append(entry);
                TellFailure();
            }

            return _failure is null;
        }
    }

    /// <summary>Reads the line at an offset; false when it is no entry.</summary>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    internal bool TryRead(long offset, [NotNullWhen(true)] out CheckpointEntry? entry)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(CheckpointJournal));
            if (offset >= _written)
            {
                ReadOnlySpan<byte> rest = _pending.WrittenSpan[(int)(offset - _written)..];
                return CheckpointLine.TryReadEntry(rest[..rest.IndexOf(LineFeed)], out entry);
            }
        }

        try
        {
            // What is written never changes, so no lock is needed to read it.
            return TryReadWritten(offset, out entry);
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            throw new CheckpointException(
                CheckpointFailureKind.ReadFailed, _path, $"The checkpoint file '{_path}' cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Writes and flushes what was appended, and closes the file.</summary>
    /// <exception cref="CheckpointException">The file has failed, and that has not been said yet.</exception>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _writeTimer.Dispose();
            _flushTimer.Dispose();
            WritePending();
        }

        lock (_flushGate)
        {
            // A flush that was under way has ended here: its failure would not be reported to another one.
            Flush();
            _closed = true;
            _file.Dispose();
        }

        _json.Dispose();
        TellFailure();
    }

    private bool TryReadWritten(long offset, [NotNullWhen(true)] out CheckpointEntry? entry)
    {
        const int UsualLength = 4 * 1024;
        for (int size = UsualLength; ; size = CheckpointLine.LongestLine)
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
            try
            {
                Span<byte> line = buffer.AsSpan(0, ReadFully(buffer.AsSpan(0, size), offset));
                int end = line.IndexOf(LineFeed);
                if (end >= 0 || size == CheckpointLine.LongestLine)
                {
                    entry = null;
                    return end >= 0 && CheckpointLine.TryReadEntry(line[..end], out entry);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private int ReadFully(Span<byte> buffer, long offset)
    {
        int total = 0;
        while (total < buffer.Length && _file.Read(buffer[total..], offset + total) is int count and > 0)
        {
            total += count;
        }

        return total;
    }

    private void Append(CheckpointEntry entry)
    {
        _line.ResetWrittenCount();
        CheckpointLine.Write(entry, _json, _line);
        if (_line.WrittenCount > CheckpointLine.LongestLine)
        {
            throw new ArgumentException("The entry is longer than 1 MiB.", nameof(entry));
        }

        if (_pending.WrittenCount == 0)
        {
            _pendingSince = _time.GetTimestamp();
            _writeTimer.Change(CheckpointJournal.WriteInterval, Timeout.InfiniteTimeSpan);
        }

        _pending.Write(_line.WrittenSpan);
        _appendedSinceFlush = true;
        ScheduleFlush();

        // The time is looked at here too, because a timer comes late when the thread pool is exhausted.
        if (_pending.WrittenCount >= CheckpointJournal.WriteThreshold || _time.GetElapsedTime(_pendingSince) >= CheckpointJournal.WriteInterval)
        {
            WritePending();
        }
    }

    private void ScheduleFlush()
    {
        if (!_flushScheduled && _appendedSinceFlush && !_disposed)
        {
            _flushScheduled = true;
            _flushTimer.Change(CheckpointJournal.FlushInterval, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnWriteDue()
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                WritePending();
            }
        }
    }

    private void OnFlushDue()
    {
        lock (_flushGate)
        {
            lock (_gate)
            {
                if (_disposed)
                {
                    return;
                }

                WritePending();
                _appendedSinceFlush = false;
            }

            Flush();
            lock (_gate)
            {
                // Only now, so that a disk that is slower than the interval does not gather flushes.
                _flushScheduled = false;
                ScheduleFlush();
            }
        }
    }

    private void WritePending()
    {
        if (_pending.WrittenCount == 0 || _failure is not null)
        {
            return;
        }

        try
        {
            // Somebody whom no lock keeps out: an editor, or another run by way of a file system that knows no locks.
            if (_file.Length != _written)
            {
                throw new IOException("Another program has changed it.");
            }

            _file.Write(_pending.WrittenSpan, _written);
            _written += _pending.WrittenCount;
            _pending.ResetWrittenCount();
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            Fail(exception);
        }
    }

    // Not under _gate: a disk may take seconds for it, and nobody who records or asks is to wait for that.
    private void Flush()
    {
        if (_closed)
        {
            return;
        }

        try
        {
            _file.FlushToDisk();
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            lock (_gate)
            {
                Fail(exception);
            }
        }
    }

    private void Fail(Exception cause) => _failure ??= new CheckpointException(
        CheckpointFailureKind.WriteFailed,
        _path,
        $"The checkpoint file '{_path}' cannot be written to any more, so what finishes from here on is fetched again by the next run: {cause.Message}",
        cause);

    private void TellFailure()
    {
        if (_failure is not null && !_failureTold)
        {
            _failureTold = true;
            throw _failure;
        }
    }
}
