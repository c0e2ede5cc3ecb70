using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ParallelFetch.Checkpoints;

/// <summary>
/// Opens a file to look at it although another process, or this one, has it locked. On Windows the share mode of who has it
/// says whether that is allowed. Elsewhere .NET takes a flock(2) of its own for every file that it opens, and fails where it
/// gets none; open(2) asks for none.
/// </summary>
internal static class UnlockedFile
{
    internal static SafeFileHandle OpenForReading(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            int descriptor = Open(Encoding.UTF8.GetBytes(path + '\0'), ReadOnlyCloseOnExec);
            if (descriptor >= 0)
            {
                return new SafeFileHandle(descriptor, ownsHandle: true);
            }
        }

        // Also says why it cannot be opened.
        return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
    }

    // O_RDONLY is 0 everywhere; O_CLOEXEC is not the same.
    private static int ReadOnlyCloseOnExec => OperatingSystem.IsLinux() ? 0x80000 : OperatingSystem.IsMacOS() ? 0x1000000 : 0;

    [DllImport("libc", EntryPoint = "open", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);
}
