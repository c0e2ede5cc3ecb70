namespace ParallelFetch;

/// <summary>How the files of a directory are arranged.</summary>
public enum FileLayout
{
    /// <summary>All in the directory itself.</summary>
    Flat,

    /// <summary>One folder for each host, and in it one for each segment of the path, as wget --force-directories makes them.</summary>
    Tree,
}
