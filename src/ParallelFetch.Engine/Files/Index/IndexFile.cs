using System.Buffers;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ParallelFetch.Files;

/// <summary>
/// The file of a folder's index, open and locked: no other process and no other call reads or writes it meanwhile. It is
/// open only for the moment of one reading or appending. A line, once written, never changes; the whole is replaced when
/// most of its lines are outdated.
/// </summary>
internal sealed class IndexFile : IDisposable
{
    /// <summary>The length of the first line in bytes, which says what the file is and which edition of it: offsets hold only within one.</summary>
    internal const int HeaderLength = 96;

    private const int LongestLine = 16 * 1024;
    private const byte LineFeed = (byte)'\n';

    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Windows needs to be told that a file may be replaced while it is open.
    private static readonly FileShare Share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private readonly string _path;
    private readonly SafeFileHandle _handle;

    private IndexFile(string path, SafeFileHandle handle, byte[] header)
    {
        _path = path;
        _handle = handle;
        Header = header;
    }

    /// <summary>The first line.</summary>
    internal byte[] Header { get; }

    private static ReadOnlySpan<byte> Beginning => "{\"format\":\"ParallelFetch index\",\"version\":1,\"edition\":\""u8;

    /// <summary>Opens the file, and waits while another process has it for a moment.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="create">Whether it is made where there is none.</param>
    /// <param name="patience">How long to wait.</param>
    /// <returns>Null where there is none, or something else.</returns>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    internal static IndexFile? Open(string path, bool create, TimeSpan patience)
    {
        long began = Environment.TickCount64;
        while (true)
        {
            var found = new FileInfo(path);
            if ((!create && !found.Exists) || found.LinkTarget is not null)
            {
                // What a link points to is not ours to write.
                return null;
            }

            try
            {
                if (TryOpen(path, create, out IndexFile? file))
                {
                    return file;
                }
            }
            catch (IOException exception) when (FileErrors.IsSharingViolation(exception) && Environment.TickCount64 - began < patience.TotalMilliseconds)
            {
                Thread.Sleep(1);
            }
            catch (FileNotFoundException)
            {
                // Removed just now.
            }
        }
    }

    /// <summary>Reads the complete lines from an offset on.</summary>
    /// <param name="offset">Where to begin, in bytes.</param>
    /// <param name="take">Takes each line, without its line feed, and where it begins.</param>
    /// <returns>Where the last complete line ends.</returns>
    internal long ReadLines(long offset, LineTaker take)
    {
        if (RandomAccess.GetLength(_handle) == offset)
        {
            return offset;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(16 * LongestLine);
        int kept = 0;
        try
        {
            while (RandomAccess.Read(_handle, buffer.AsSpan(kept), offset + kept) is int count and > 0)
            {
                Span<byte> filled = buffer.AsSpan(0, kept + count);
                int end;
                while ((end = filled.IndexOf(LineFeed)) >= 0)
                {
                    take(filled[..end], offset);
                    offset += end + 1;
                    filled = filled[(end + 1)..];
                }

                if (filled.Length == buffer.Length)
                {
                    // Nobody has written such a line here; what is left of it is no line of its own, nor can it be read as one.
                    offset += filled.Length;
                    filled = default;
                }

                filled.CopyTo(buffer);
                kept = filled.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return offset;
    }

    /// <summary>Reads the line at an offset, without its line feed; empty when there is none.</summary>
    internal byte[] ReadLine(long offset)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(LongestLine);
        try
        {
            int length = buffer.AsSpan(0, RandomAccess.Read(_handle, buffer, offset)).IndexOf(LineFeed);
            return length < 0 ? [] : buffer[..length];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Appends a line.</summary>
    /// <param name="line">The line, without a line feed.</param>
    /// <param name="known">Where the last complete line ends. What is behind it was left by a process that was killed, and becomes a line of its own.</param>
    internal void Append(ReadOnlySpan<byte> line, long known)
    {
        if (line.Length >= LongestLine)
        {
            return;
        }

        long end = RandomAccess.GetLength(_handle);
        byte[] bytes = [.. end > known ? "\n"u8 : default, .. line, LineFeed];
        RandomAccess.Write(_handle, bytes, end);
    }

    /// <summary>Replaces the file by one that has only some of its lines, and closes it.</summary>
    /// <returns>The new one; this one when that is not possible.</returns>
    internal IndexFile Rewrite(IEnumerable<long> offsets)
    {
        string next = _path + "~";
        try
        {
            using (var stream = new FileStream(next, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                stream.Write(NewHeader());
                foreach (long offset in offsets)
                {
                    stream.Write(ReadLine(offset));
                    stream.WriteByte(LineFeed);
                }

                stream.Flush(flushToDisk: true);
            }

            File.Move(next, _path, overwrite: true);
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            // Windows does not replace a file that another process has open. It can wait.
            Remove(next);
            return this;
        }

        // Whoever waits for the lock on this one finds it empty, and opens the new one.
        RandomAccess.SetLength(_handle, 0);
        Dispose();
        return Open(_path, create: true, Patience) ?? throw new FileNotFoundException(null, _path);
    }

    public void Dispose() => _handle.Dispose();

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            // The next rewriting begins it anew.
        }
    }

    private static bool TryOpen(string path, bool create, out IndexFile? file)
    {
        file = null;
        SafeFileHandle handle = File.OpenHandle(path, create ? FileMode.OpenOrCreate : FileMode.Open, FileAccess.ReadWrite, Share);
        try
        {
            if (RandomAccess.GetLength(handle) == 0)
            {
                // Another process may have removed or replaced it between the opening and the lock.
                if (new FileInfo(path) is not { Exists: true, Length: 0 })
                {
                    return false;
                }

                RandomAccess.Write(handle, NewHeader(), 0);
            }

            byte[] header = new byte[HeaderLength];
            bool isIndex = RandomAccess.Read(handle, header, 0) == HeaderLength && header.AsSpan().StartsWith(Beginning) && header[^1] == LineFeed;
            file = isIndex ? new IndexFile(path, handle, header) : null;
            return true;
        }
        finally
        {
            if (file is null)
            {
                handle.Dispose();
            }
        }
    }

    private static byte[] NewHeader() =>
        Encoding.ASCII.GetBytes((Encoding.ASCII.GetString(Beginning) + $"{Guid.NewGuid():N}\"}}").PadRight(HeaderLength - 1) + "\n");

    /// <summary>Takes a line.</summary>
    internal delegate void LineTaker(ReadOnlySpan<byte> line, long offset);
}
