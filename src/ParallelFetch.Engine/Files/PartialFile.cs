using System.Security.Cryptography;

namespace ParallelFetch.Files;

/// <summary>
/// A file while it arrives: under a name of its own beside the target, which it replaces in one step when it is whole.
/// The name follows from the target's, so that the next run finds what a run that was killed has left.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private readonly string _target;
    private readonly FileStream _stream;
    private bool _isDone;

    private PartialFile(string target, FileStream stream)
    {
        _target = target;
        _stream = stream;
    }

    internal static string PathOf(string target) => Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.partial");

    /// <summary>The place of the validators of a part.</summary>
    internal static string InfoPathOf(string target) => PathOf(target) + ".info";

    /// <summary>How much of a file an earlier run has left; 0 for nothing.</summary>
    internal static long LengthOf(string target)
    {
        var file = new FileInfo(PathOf(target));
        return file.Exists ? file.Length : 0;
    }

    /// <summary>Opens the part for writing.</summary>
    /// <param name="target">The full path of the file to be.</param>
    /// <param name="append">Whether what is there is kept.</param>
    /// <exception cref="FetchException">It cannot be written, or another fetch is writing it.</exception>
    internal static PartialFile Open(string target, bool append) => Guard(target, () =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var stream = new FileStream(PathOf(target), new FileStreamOptions
        {
            Mode = append ? FileMode.Append : FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.Asynchronous,
        });
        return new PartialFile(target, stream);
    });

    /// <summary>Hashes what an earlier run has left.</summary>
    internal static async Task HashAsync(string target, IncrementalHash hash, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[256 * 1024];
        FileStream file = Guard(target, () => new FileStream(PathOf(target), FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.Asynchronous | FileOptions.SequentialScan));
        await using (file.ConfigureAwait(false))
        {
            int read;
            while ((read = await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                hash.AppendData(buffer, 0, read);
            }
        }
    }

    internal async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await _stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsFileError(exception))
        {
            throw Failed(_target, exception);
        }
    }

    /// <summary>Puts the whole file in its place.</summary>
    /// <param name="lastModified">The time that it gets; null for now.</param>
    /// <param name="flushToDisk">Whether it has to be on the disk itself first.</param>
    internal void Commit(DateTimeOffset? lastModified, bool flushToDisk) => Guard(_target, () =>
    {
        if (flushToDisk)
        {
            _stream.Flush(flushToDisk: true);
        }

        _stream.Dispose();
        string partial = PathOf(_target);
        if (lastModified is { } time)
        {
            File.SetLastWriteTimeUtc(partial, time.UtcDateTime);
        }

        File.Move(partial, _target, overwrite: true);
        _isDone = true;
        File.Delete(InfoPathOf(_target));
        return true;
    });

    /// <summary>Leaves the part for a later run to go on with.</summary>
    internal void Keep() => _isDone = true;

    /// <summary>Closes the part; one that is neither committed nor kept is removed.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        if (!_isDone)
        {
            Discard(_target);
        }
    }

    /// <summary>Removes what an earlier run has left.</summary>
    internal static void Discard(string target)
    {
        try
        {
            File.Delete(PathOf(target));
            File.Delete(InfoPathOf(target));
        }
        catch (Exception exception) when (IsFileError(exception))
        {
            // What cannot be removed now is overwritten by the next run.
        }
    }

    internal static T Guard<T>(string target, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception exception) when (IsFileError(exception))
        {
            throw Failed(target, exception);
        }
    }

    private static bool IsFileError(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    private static FetchException Failed(string target, Exception cause) =>
        new(FetchFailureKind.OutFileFailed, $"The file '{target}' cannot be written: {cause.Message}", cause);
}
