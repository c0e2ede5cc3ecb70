using ParallelFetch.Checkpoints;
using ParallelFetch.Files;

namespace ParallelFetch.Engine.Tests.Files;

internal static class FolderIndexExtensions
{
    /// <summary>All that is known of the files of a URL.</summary>
    internal static IReadOnlyList<Validators> FilesOf(this FolderIndex index, CheckpointKey owner) => index.FilesOf(owner, 0, out _);
}
