using System.Security;
using ParallelFetch.Http;

namespace ParallelFetch.Files;

/// <summary>What counts as an error of the file system, and how it becomes the failure of the one fetch that it concerns.</summary>
internal static class FileErrors
{
    /// <summary>
    /// Whether an exception came from using a file rather than from a mistake in the code. A path that the system cannot take,
    /// and a file that grows beyond what the file system can bear, are reported as arguments.
    /// </summary>
    internal static bool IsFileError(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException or SecurityException;

    /// <summary>
    /// Whether it is an error of the file itself, which another try would meet again. For want of a handle nothing is known of
    /// a file, so that must not pass for a file, or a note of one, that is not there.
    /// </summary>
    internal static bool IsErrorOfFile(Exception exception) => IsFileError(exception) && LocalTrouble.Of(exception) == LocalResource.None;

    /// <summary>Whether a file is open elsewhere, in this process or another, so that it cannot be opened now.</summary>
    internal static bool IsSharingViolation(Exception exception)
    {
        // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION; elsewhere the raw EWOULDBLOCK of flock: 11 on Linux, 35 on macOS and BSD.
        int code = exception.HResult & 0xFFFF;
        return exception is IOException && (OperatingSystem.IsWindows() ? code is 32 or 33 : exception.HResult is 11 or 35);
    }

    internal static FetchException Failed(string path, Exception cause) => new(
        FetchFailureKind.OutFileFailed,
        cause is DirectoryNotFoundException or FileNotFoundException or UnauthorizedAccessException || cause.Message.Contains(path, StringComparison.Ordinal)
            ? $"The file cannot be written: {cause.Message}"
            : $"The file '{path}' cannot be written: {cause.Message}",
        cause);

    internal static T Guard<T>(string path, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception exception) when (IsFileError(exception))
        {
            throw Failed(path, exception);
        }
    }

    internal static void Guard(string path, Action act) => Guard(path, () =>
    {
        act();
        return true;
    });

    internal static async Task<T> GuardAsync<T>(string path, Func<Task<T>> act)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (Exception exception) when (IsFileError(exception))
        {
            throw Failed(path, exception);
        }
    }

    internal static Task GuardAsync(string path, Func<Task> act) => GuardAsync(path, async () =>
    {
        await act().ConfigureAwait(false);
        return true;
    });
}
