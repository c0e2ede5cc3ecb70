using Microsoft.Win32.SafeHandles;
using ParallelFetch.Files;

namespace ParallelFetch.Checkpoints;

/// <summary>
/// A journal's file, opened so that no other journal can have it: a share mode on Windows; elsewhere .NET takes a
/// flock(2) for it, which belongs to the open file and not to the process, so that it also keeps a second journal in this
/// process out, and which the kernel releases when the process dies, however it dies. Where the file system knows no
/// locks (.NET ignores that), the journal notices that somebody else writes by the file's length.
/// </summary>
internal sealed class CheckpointFile : ICheckpointFile
{
    // On Windows others may look at it meanwhile; elsewhere only None makes .NET take a lock that nobody else can have.
    private static readonly FileShare Share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;

    private readonly SafeFileHandle _handle;

    private CheckpointFile(SafeFileHandle handle)
    {
        _handle = handle;
    }

    public long Length => RandomAccess.GetLength(_handle);

    /// <summary>Opens a file or creates it.</summary>
    /// <exception cref="CheckpointException">It cannot be opened; the message says why.</exception>
    internal static CheckpointFile Open(string path)
    {
        // As -OutFile and -OutDirectory do: a long batch should not fail for want of a folder.
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            throw Refused(path, exception);
        }

        return Open(path, () => File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, Share));
    }

    /// <summary>Opens a file that is there to look at it, whoever else has it open.</summary>
    /// <exception cref="CheckpointException">It cannot be opened; the message says why.</exception>
    internal static CheckpointFile OpenForReading(string path) => Open(path, () => UnlockedFile.OpenForReading(path));

    public int Read(Span<byte> buffer, long offset) => RandomAccess.Read(_handle, buffer, offset);

    public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(_handle, bytes, offset);

    public void SetLength(long length) => RandomAccess.SetLength(_handle, length);

    public void FlushToDisk() => RandomAccess.FlushToDisk(_handle);

    public void Dispose() => _handle.Dispose();

    private static CheckpointFile Open(string path, Func<SafeFileHandle> open)
    {
        try
        {
            return new CheckpointFile(open());
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            throw Refused(path, exception);
        }
    }

    private static CheckpointException Refused(string path, Exception cause)
    {
        if (FileErrors.IsSharingViolation(cause))
        {
            return new CheckpointException(
                CheckpointFailureKind.InUse,
                path,
                $"Another run uses this checkpoint file: '{path}'. Wait until it has ended, or give this one a file of its own.",
                cause);
        }

        string advice = cause switch
        {
            _ when Directory.Exists(path) => "it is a directory; give the path of a file",
            DirectoryNotFoundException => "its folder does not exist and cannot be created",
            UnauthorizedAccessException => "access is denied; the file and its folder have to be writable",
            _ => cause.Message,
        };
        return new CheckpointException(CheckpointFailureKind.OpenFailed, path, $"The checkpoint file '{path}' cannot be opened: {advice}", cause);
    }
}
