using System.Collections.ObjectModel;
using System.Management.Automation;

namespace ParallelFetch.Binding;

/// <summary>Paths as PowerShell resolves them: relative to its own location, with ~, drives and wildcards.</summary>
internal sealed class FilePaths
{
    private readonly PathIntrinsics _paths;

    internal FilePaths(PathIntrinsics paths) => _paths = paths;

    /// <summary>The full path of a file that is there.</summary>
    /// <param name="path">As the user gave it. Wildcards may stand for exactly one file.</param>
    /// <exception cref="BodyException">It is none, or cannot be one.</exception>
    internal string ResolveExisting(string path) => Guard(path, () =>
    {
        string literal = _paths.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        RefuseOtherProviders(path, provider);
        if (File.Exists(literal))
        {
            return literal;
        }

        Collection<string> found = _paths.GetResolvedProviderPathFromPSPath(path, out provider);
        RefuseOtherProviders(path, provider);
        return found switch
        {
            { Count: 0 } => throw Failed($"There is no file '{path}'."),
            { Count: > 1 } => throw Failed($"'{path}' stands for {found.Count} files; give one."),
            _ when Directory.Exists(found[0]) => throw Failed($"'{path}' is a directory; give a file."),
            _ => found[0],
        };
    });

    /// <summary>A full path, whether or not anything is there.</summary>
    /// <exception cref="BodyException">It cannot be one.</exception>
    internal string Resolve(string path) => Guard(path, () => _paths.GetUnresolvedProviderPathFromPSPath(path));

    /// <summary>The full path of a file to be written.</summary>
    /// <exception cref="BodyException">It is a path of something else than files, or cannot be one.</exception>
    internal string ResolveForWriting(string path) => Guard(path, () =>
    {
        string full = _paths.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        return provider.Name.Equals("FileSystem", StringComparison.OrdinalIgnoreCase)
            ? Path.GetFullPath(full)
            : throw Failed($"'{path}' is a path of the provider {provider.Name}; only files can be written.");
    });

    // Providers of other modules resolve paths, too, so whatever they throw is about this path.
    private static string Guard(string path, Func<string> resolve)
    {
        int zero = path.IndexOf('\0', StringComparison.Ordinal);
        if (zero >= 0)
        {
            throw Failed($"The path '{path.Replace("\0", "`0", StringComparison.Ordinal)}' has the character U+0000 at position {zero + 1}, which no path can have.");
        }

        try
        {
            return resolve();
        }
        catch (RuntimeException exception) when (exception is not PipelineStoppedException)
        {
            // Not found, no such drive or provider: PowerShell's own words name it.
            throw Failed(exception.Message, exception);
        }
        catch (Exception exception) when (exception is not (RuntimeException or FlowControlException or BodyException or OutOfMemoryException))
        {
            throw Failed($"'{path}' is not a usable path: {exception.Message}", exception);
        }
    }

    private static void RefuseOtherProviders(string path, ProviderInfo provider)
    {
        if (!provider.Name.Equals("FileSystem", StringComparison.OrdinalIgnoreCase))
        {
            throw Failed($"'{path}' is a path of the provider {provider.Name}; only files can be sent.");
        }
    }

    private static BodyException Failed(string message, Exception? cause = null) => new(message, cause, FetchFailureKind.InFileFailed);
}
