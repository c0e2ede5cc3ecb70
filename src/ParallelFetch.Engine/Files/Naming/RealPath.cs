namespace ParallelFetch.Files;

/// <summary>Finds out where a path really leads.</summary>
internal static class RealPath
{
    // As many as Linux follows.
    private const int MaximumLinks = 40;

    private static readonly char[] Separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    /// <summary>
    /// A full path with every symbolic link and junction on it followed, the last component's too. What does not exist
    /// yet is taken as it is written.
    /// </summary>
    /// <exception cref="IOException">There are too many links, or a component cannot be looked at.</exception>
    /// <exception cref="UnauthorizedAccessException">A component may not be looked at.</exception>
    internal static string Resolve(string path)
    {
        var pending = new Stack<string>();
        string current = Start(Path.GetFullPath(path), string.Empty, pending);
        int links = 0;
        while (pending.TryPop(out string? segment))
        {
            if (segment is "..")
            {
                // Nothing before it is a link any more, so that its parent is the one that it is in.
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }

            string next = Path.Join(current, segment);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                current = next;
            }
            else if (++links > MaximumLinks)
            {
                throw new IOException($"There are too many symbolic links on the way to '{path}'.");
            }
            else
            {
                current = Start(target, current, pending);
            }
        }

        return current;
    }

    // Puts the segments of a path before those still to be walked, and says where the walk goes on.
    private static string Start(string path, string current, Stack<string> pending)
    {
        int root = Path.GetPathRoot(path)?.Length ?? 0;
        string[] segments = path[root..].Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        foreach (string segment in segments.Where(segment => segment is not ".").Reverse())
        {
            pending.Push(segment);
        }

        // On Windows a root may lack its drive, and means that of the link then.
        return root == 0 ? current : Path.IsPathFullyQualified(path) || current.Length == 0 ? path[..root] : Path.GetPathRoot(current)!;
    }
}
