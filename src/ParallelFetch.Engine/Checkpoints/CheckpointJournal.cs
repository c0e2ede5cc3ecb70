using System.Diagnostics.CodeAnalysis;
using ParallelFetch.Files;

namespace ParallelFetch.Checkpoints;

/// <summary>
/// The append-only file behind -Checkpoint: which URLs are finished, one line of JSON each. Safe to use from several
/// threads; a file belongs to one journal at a time.
/// </summary>
/// <remarks>
/// <para>
/// What is guaranteed: <see cref="Record"/> hands a record to the operating system within <see cref="WriteInterval"/>, at
/// once when <see cref="WriteThreshold"/> bytes have gathered, and asks the disk to keep it within
/// <see cref="FlushInterval"/> (counted from the end of the last such request, when that is still under way). So after a
/// crash or kill -9 at most the records of the last 100 ms are missing; after a power cut at most those of the last
/// second and of the time that the disk takes for two flushes; after <see cref="Dispose"/> none. What is missing is
/// fetched again. What the file says has always been recorded: a line that was cut off does not count.
/// </para>
/// <para>
/// A record says that its file is there. So it may be made only when the file has its final name; and for that to hold
/// after a power cut as well, the file has to be flushed to the disk before it is renamed.
/// </para>
/// <para>
/// Memory: about 50 bytes for each finished URL (51 MB for a million, measured; from 36 to 72 as the table fills and grows,
/// 108 in the moment of growing), and some 200 KB of buffers (1 MiB
/// more while a file is opened). All else stays in the file.
/// </para>
/// </remarks>
internal sealed class CheckpointJournal : IDisposable
{
    /// <summary>When this many bytes of records have gathered, they are written at once.</summary>
    public const int WriteThreshold = 64 * 1024;

    /// <summary>How long a record is held back at most before the operating system has it.</summary>
    public static readonly TimeSpan WriteInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a record waits at most until the disk is asked to keep it.</summary>
    public static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly Dictionary<CheckpointKey, long> _offsets = [];
    private readonly CheckpointLog _log;
    // What this run records comes behind it.
    private readonly long _begin;

    private CheckpointJournal(string path, TimeProvider time, ICheckpointFile file, CancellationToken cancellationToken)
    {
        Path = path;
        CheckpointScan scan = CheckpointScan.Run(file, path, _offsets, cancellationToken);
        CorruptLines = scan.CorruptLines;
        DroppedBytes = file.Length - scan.End;
        _begin = Repair(file, path, scan.End);
        _log = new CheckpointLog(file, path, time, _begin);
    }

    /// <summary>The file, as it was given.</summary>
    public string Path { get; }

    /// <summary>
    /// Bytes that were cut off when the journal was opened, because the last run was stopped in the middle of a line: that
    /// record is lost, and its URL is fetched again.
    /// </summary>
    public long DroppedBytes { get; }

    /// <summary>
    /// Lines that could not be understood when the journal was opened. They stay in the file and count for nothing, so their
    /// URLs are fetched again.
    /// </summary>
    public long CorruptLines { get; }

    /// <summary>Opens a journal, or creates one where there is no file or an empty one.</summary>
    /// <param name="path">The full path of the file. Its folder is created where it does not exist.</param>
    /// <param name="time">The clock for the intervals.</param>
    /// <param name="cancellationToken">Ends the reading of a long file.</param>
    /// <exception cref="CheckpointException">
    /// Another run has it open, it is something else than a checkpoint file or of an unknown version, or it cannot be opened,
    /// created, read or repaired. A file that is no journal is left as it was.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the file has been left as it was.</exception>
    public static CheckpointJournal Open(string path, TimeProvider time, CancellationToken cancellationToken = default) =>
        Open(path, time, CheckpointFile.Open, cancellationToken);

    /// <summary>Opens a journal to look at it: nothing in it is repaired, and what is recorded is forgotten.</summary>
    /// <param name="path">The full path of a file that is there.</param>
    /// <param name="time">The clock for the intervals.</param>
    /// <param name="cancellationToken">Ends the reading of a long file.</param>
    /// <exception cref="CheckpointException">It is something else than a checkpoint file or of an unknown version, or it cannot be read.</exception>
    public static CheckpointJournal OpenForReading(string path, TimeProvider time, CancellationToken cancellationToken = default) =>
        Open(path, time, static path => new UnchangedCheckpointFile(CheckpointFile.OpenForReading(path)), cancellationToken);

    /// <summary>Looks up what is known of a finished request, in the file.</summary>
    /// <param name="key">What the request is recognised by.</param>
    /// <param name="entry">Its last record; null when there is none, or when somebody has changed the file since it was opened.</param>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The journal has been closed.</exception>
    public bool TryGetEntry(CheckpointKey key, [NotNullWhen(true)] out CheckpointEntry? entry)
    {
        entry = null;
        long offset;
        lock (_gate)
        {
            if (!_offsets.TryGetValue(key, out offset))
            {
                return false;
            }
        }

        return _log.TryRead(offset, out entry) && entry.Key == key;
    }

    /// <summary>As <see cref="TryGetEntry"/>, but only what an earlier run has recorded: the same request may be meant twice in one list.</summary>
    /// <param name="key">What the request is recognised by.</param>
    /// <param name="entry">Its last record; null when there is none, or when it is of this run.</param>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The journal has been closed.</exception>
    public bool TryGetEarlier(CheckpointKey key, [NotNullWhen(true)] out CheckpointEntry? entry)
    {
        entry = null;
        lock (_gate)
        {
            if (!_offsets.TryGetValue(key, out long offset) || offset >= _begin)
            {
                return false;
            }
        }

        return TryGetEntry(key, out entry);
    }

    /// <summary>
    /// Notes that a request is finished. Call it when its file, if it has one, is complete and has its final name. Of several
    /// records with one key the last one counts.
    /// </summary>
    /// <param name="entry">What is to be remembered.</param>
    /// <exception cref="ArgumentException">The entry is longer than 1 MiB as JSON.</exception>
    /// <exception cref="CheckpointException">
    /// The file cannot be written to any more. This is said once, here or by <see cref="Dispose"/>: this record, those that
    /// were not yet written, and those to come are not kept, and their URLs are fetched again by the next run.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The journal has been closed.</exception>
    public void Record(CheckpointEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        lock (_gate)
        {
            if (_log.TryAppend(entry, out long offset))
            {
                _offsets[entry.Key] = offset;
            }
        }
    }

    /// <summary>Writes what has been recorded, flushes it to the disk and closes the file.</summary>
    /// <exception cref="CheckpointException">Not all that was recorded could be written, and <see cref="Record"/> has not said so.</exception>
    public void Dispose() => _log.Dispose();

    internal static CheckpointJournal Open(string path, TimeProvider time, Func<string, ICheckpointFile> openFile, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(time);
        ICheckpointFile? file = openFile(path);
        try
        {
            var journal = new CheckpointJournal(path, time, file, cancellationToken);
            file = null;
            return journal;
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            throw new CheckpointException(
                CheckpointFailureKind.OpenFailed,
                path,
                $"The checkpoint file '{path}' cannot be used: {exception.Message}",
                exception);
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>Cuts off what is behind the last complete line, and begins a new file; returns the file's length.</summary>
    private static long Repair(ICheckpointFile file, string path, long end)
    {
        if (file.Length > end)
        {
            file.SetLength(end);
        }

        if (end > 0)
        {
            return end;
        }

        // At once on the disk: a power cut must not leave records behind a header that is not there.
        file.Write(CheckpointHeader.Line, 0);
        file.FlushToDisk();

        // What swallows a header, such as /dev/null, keeps no records either.
        return file.Length == CheckpointHeader.Line.Length ? file.Length : throw CheckpointHeader.NotACheckpoint(path);
    }
}
