using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using ParallelFetch.Files;

namespace ParallelFetch.Http;

/// <summary>
/// How many files and sockets the process may have open, where that is a limit that one meets (not on Windows). The last
/// ones are left to others: a runtime that cannot open the files of its own libraries any more does not recover, nor does
/// the shell around it.
/// </summary>
internal static partial class DescriptorTable
{
    /// <summary>How many are left to the rest of the process at the most.</summary>
    internal const int LargestReserve = 64;

    /// <summary>EMFILE, which has this number everywhere but on Windows.</summary>
    internal const int TooManyOpenFiles = 24;

    // A name look-up needs some (its files, its sockets), and so does the first TLS handshake.
    private const int Margin = 8;

    /// <summary>What is in force, as ulimit -n shows it; null where there is no limit, or nobody knows. The runtime raises it when it starts.</summary>
    internal static long? Limit { get; } = ReadLimit();

    private static long Reserve => Math.Min(LargestReserve, Limit!.Value / 8);

    /// <summary>Makes sure that another connection can be opened.</summary>
    /// <exception cref="SocketException">It would be one of the last.</exception>
    /// <exception cref="IOException">Not even one is left.</exception>
    internal static void EnsureRoomForConnection()
    {
        bool isAmongLast;
        try
        {
            // The lowest number that is free is given out (POSIX, open): all below it are in use.
            using SafeFileHandle handle = OpenOne();
            isAmongLast = IsAmongLast(handle, Reserve);
        }
        catch (Exception exception) when (FileErrors.IsErrorOfFile(exception))
        {
            // A system without this device: then nobody knows.
            return;
        }

        if (isAmongLast)
        {
            throw new SocketException((int)SocketError.TooManyOpenSockets);
        }
    }

    /// <summary>Refuses a file that is one of the last that could be opened. There are more left for files than for connections: each has one.</summary>
    /// <param name="handle">The file.</param>
    /// <exception cref="IOException">It is one of the last.</exception>
    internal static void RefuseLast(SafeFileHandle handle)
    {
        if (Limit is not null && IsAmongLast(handle, Reserve / 2))
        {
            throw new IOException("Too many open files", TooManyOpenFiles);
        }
    }

    /// <summary>Whether hardly any more can be opened now: then an error that does not say why may come from that.</summary>
    internal static bool IsFull()
    {
        if (Limit is null)
        {
            return false;
        }

        var handles = new SafeFileHandle?[Margin];
        try
        {
            for (int i = 0; i < Margin; i++)
            {
                handles[i] = OpenOne();
            }

            return false;
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            return LocalTrouble.Of(exception) == LocalResource.Files;
        }
        finally
        {
            Array.ForEach(handles, static handle => handle?.Dispose());
        }
    }

    // Shared with everybody: else the runtime takes an advisory lock on it, which other processes would meet.
    private static SafeFileHandle OpenOne() => File.OpenHandle("/dev/null", share: FileShare.ReadWrite | FileShare.Delete);

    private static bool IsAmongLast(SafeFileHandle handle, long last) => handle.DangerousGetHandle() >= Limit - last;

    private static long? ReadLimit()
    {
        try
        {
            // RLIMIT_NOFILE of Linux, and of macOS and BSD.
            return !OperatingSystem.IsWindows() && GetLimit(OperatingSystem.IsLinux() ? 7 : 8, out ResourceLimit limit) == 0 && limit.Current < int.MaxValue
                ? (long)limit.Current
                : null;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out ResourceLimit limit);

    private struct ResourceLimit
    {
        // rlim_t is as long as a pointer where .NET runs.
        internal nuint Current;
        internal nuint Maximum;
    }
}
