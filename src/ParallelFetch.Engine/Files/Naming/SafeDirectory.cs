namespace ParallelFetch.Files;

/// <summary>Refuses paths that lead out of the directory that they are to be in, by symbolic links too.</summary>
internal static class SafeDirectory
{
    /// <summary>
    /// Checks where a path really leads. The directory itself may be a link, for the user named it; and so may a directory
    /// in it that leads to another one in it. The file may not: what a link at its place points to is not ours to write.
    /// This is how things are at the moment of the call; who can change the directory meanwhile can do harm in other ways.
    /// </summary>
    /// <param name="directory">The directory; null when the user gave the path itself, which is then not checked.</param>
    /// <param name="path">The full path of a file in it, whether it exists or not.</param>
    /// <exception cref="FetchException">The path leads elsewhere, or that cannot be found out.</exception>
    internal static void RefuseEscape(string? directory, string path)
    {
        if (directory is null)
        {
            return;
        }

        try
        {
            string? problem = FindEscape(Path.GetFullPath(directory), Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
            if (problem is not null)
            {
                throw new FetchException(FetchFailureKind.OutFileFailed, $"The file '{path}' is not written: {problem}.");
            }
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            throw new FetchException(FetchFailureKind.OutFileFailed, $"The file '{path}' cannot be written: {exception.Message}", exception);
        }
    }

    private static string? FindEscape(string directory, string path)
    {
        if (!IsBelow(directory, path))
        {
            return $"it is not inside of the directory '{directory}'";
        }

        if (new FileInfo(path).LinkTarget is { } target)
        {
            return $"there is a symbolic link to '{target}' at its place; remove the link, or give the file itself as -OutFile";
        }

        string real = RealPath.Resolve(path);
        return IsBelow(RealPath.Resolve(directory), real)
            ? null
            : $"a symbolic link on the way leads out of the directory '{directory}', to '{real}'";
    }

    private static bool IsBelow(string directory, string path)
    {
        string prefix = Path.EndsInDirectorySeparator(directory) ? directory : directory + Path.DirectorySeparatorChar;
        StringComparison comparison = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return path.Length > prefix.Length && path.StartsWith(prefix, comparison);
    }
}
