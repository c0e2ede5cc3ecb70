using ParallelFetch.Checkpoints;

namespace ParallelFetch.Files;

/// <summary>Knows which files earlier runs have fetched for which request. Can be used from many threads.</summary>
internal interface IFileOwners
{
    /// <summary>Whether a file is what was fetched for another request.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="key">What the request is recognised by.</param>
    bool IsOfOther(string path, CheckpointKey key);
}
