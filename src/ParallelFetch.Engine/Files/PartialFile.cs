using System.Security.Cryptography;
using ParallelFetch.Http;

namespace ParallelFetch.Files;

/// <summary>
/// A file while it arrives: under a name of its own beside the target, which it replaces in one step when it is whole.
/// The name follows from the target's, so that the next run finds what a run that was killed has left.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    /// <summary>How much of a part that is to be resumable may be lost when the machine goes down, in bytes.</summary>
    internal const long FlushEvery = 32L * 1024 * 1024;

    // Nobody else writes it meanwhile, and it is still locked when it gets its name. Windows needs to be told that this is allowed.
    private static readonly FileShare Share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private readonly FilePlace _place;
    private readonly string _target;
    private readonly FileStream _stream;
    private readonly UnixFileMode? _mode;
    private bool _isDone;

    private PartialFile(FilePlace place, FileStream stream)
    {
        _place = place;
        _mode = OperatingSystem.IsWindows() || !File.Exists(place.File) ? null : File.GetUnixFileMode(place.File!);
        _target = place.File!;
        _stream = stream;
    }

    /// <summary>How much of a file an earlier run has left and can be relied on; 0 for nothing.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="flushed">How much of it is on the disk itself.</param>
    internal static long LengthOf(FilePlace place, long flushed)
    {
        var file = new FileInfo(place.Part);
        if (!file.Exists || file.LinkTarget is not null)
        {
            return 0;
        }

        // What was written before the machine last went down may be holes, unless it was flushed.
        DateTime started = DateTime.UtcNow - TimeSpan.FromMilliseconds(Environment.TickCount64);
        return file.LastWriteTimeUtc < started ? Math.Min(flushed, file.Length) : file.Length;
    }

    /// <summary>Opens the part for writing.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="keep">How much of what is there is kept, in bytes.</param>
    /// <exception cref="FetchException">It cannot be written, or another fetch is writing it.</exception>
    internal static PartialFile Open(FilePlace place, long keep) => FileErrors.Guard(place.File!, () =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(place.Part)!);
        if (new FileInfo(place.Part).LinkTarget is not null)
        {
            // What it points to is not ours to write.
            File.Delete(place.Part);
        }

        var stream = new FileStream(place.Part, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = Share,
            BufferSize = 0,
            Options = FileOptions.Asynchronous,
        });
        try
        {
            DescriptorTable.RefuseLast(stream.SafeFileHandle);

            // Another process may have finished it between the opening and the lock: then this is the finished file.
            if (stream.Length < keep || !File.Exists(place.Part))
            {
                throw new IOException($"Another program has changed '{place.Part}'.");
            }

            stream.SetLength(keep);
            var part = new PartialFile(place, stream);
            part.SetMode(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return part;
        }
        catch
        {
            if (stream.Length == 0)
            {
                File.Delete(place.Part);
            }

            stream.Dispose();
            throw;
        }
    });

    /// <summary>Hashes what is kept of it.</summary>
    internal async Task HashAsync(IncrementalHash hash, CancellationToken cancellationToken)
    {
        _stream.Position = 0;
        await FileHash.AppendAsync(hash, _stream, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Goes to its end, where writing goes on.</summary>
    internal void SeekEnd() => _stream.Position = _stream.Length;

    /// <summary>Its last byte.</summary>
    internal byte ReadLast() => FileErrors.Guard(_target, () =>
    {
        Span<byte> last = stackalloc byte[1];
        return RandomAccess.Read(_stream.SafeFileHandle, last, _stream.Length - 1) == 1 ? last[0] : throw new EndOfStreamException();
    });

    internal async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await _stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            throw FileErrors.Failed(_target, exception);
        }
    }

    /// <summary>Waits until what is there is on the disk itself, and notes how much that is.</summary>
    internal void Flush(Validators validators) => FileErrors.Guard(_target, () =>
    {
        _stream.Flush(flushToDisk: true);
        (validators with { Flushed = _stream.Length }).Save(_place.PartInfo);
    });

    /// <summary>Puts the whole file in its place.</summary>
    /// <param name="lastModified">The time that it gets; null for now.</param>
    /// <param name="options">Whether it has to be on the disk itself first.</param>
    /// <param name="version">Which version it is.</param>
    internal void Commit(DateTimeOffset? lastModified, FileTarget options, Validators version) => FileErrors.Guard(_target, () =>
    {
        // Also where the server tells no time: what is noted of the file is its time, which may still change while it is open.
        File.SetLastWriteTimeUtc(_stream.SafeFileHandle, lastModified?.UtcDateTime ?? DateTime.UtcNow);

        if (options.FlushToDisk)
        {
            _stream.Flush(flushToDisk: true);
        }

        // Before the move: afterwards it may be that of another process's part.
        Validators.Delete(_place.PartInfo);
        _place.Take(this, version);
    });

    /// <summary>Gives it its name.</summary>
    /// <exception cref="IOException">A file has it that may not be replaced, or it cannot be had.</exception>
    internal void MoveTo(string path, bool overwrite)
    {
        File.Move(_place.Part, path, overwrite);
        _isDone = true;

        // After it: a part that its owner cannot write would stop the next run, if this one is killed here.
        SetMode(UnixFileMode.None);
    }

    /// <summary>Gives it its name, unless a file has it that may not be replaced.</summary>
    internal bool TryMoveTo(string path, bool overwrite)
    {
        try
        {
            MoveTo(path, overwrite);
            return true;
        }
        catch (IOException) when (!overwrite && File.Exists(path))
        {
            return false;
        }
    }

    /// <summary>Leaves the part for a later run to go on with.</summary>
    internal void Keep(Validators validators)
    {
        _isDone = true;
        try
        {
            Flush(validators);
        }
        catch (FetchException)
        {
            // On a full disk the note that was written first still holds.
        }
    }

    /// <summary>Closes the part; one that is neither committed nor kept is removed.</summary>
    public void Dispose()
    {
        if (!_isDone)
        {
            Discard(_place);
        }

        _stream.Dispose();
    }

    /// <summary>Removes what a run that was killed has left of a file that is not fetched now, unless somebody is writing it.</summary>
    internal static void DiscardAbandoned(FilePlace place)
    {
        try
        {
            using FileStream? part = File.Exists(place.Part) ? new FileStream(place.Part, FileMode.Open, FileAccess.ReadWrite, Share) : null;
            Discard(place);
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            // It is another's, or cannot be removed.
        }
    }

    private static void Discard(FilePlace place)
    {
        // The note first: without it, nobody continues the part.
        foreach (string path in (string[])[place.PartInfo, Validators.NextOf(place.PartInfo), place.Part])
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception exception) when (FileErrors.IsFileError(exception))
            {
                // What cannot be removed now is overwritten by the next run.
            }
        }
    }

    // Nobody may read the new version who might not read the old one, nor write it; but its owner, as long as it is not whole.
    private void SetMode(UnixFileMode more)
    {
        if (!OperatingSystem.IsWindows() && _mode is { } mode)
        {
            File.SetUnixFileMode(_stream.SafeFileHandle, mode | more);
        }
    }
}
