using ParallelFetch.Files;

namespace ParallelFetch.Checkpoints;

/// <summary>Whether what a checkpoint file calls done is there, in the place that is asked for now.</summary>
internal static class FinishedFile
{
    /// <summary>
    /// Looks for the file. If it is there, its name is taken, so that no other fetch of the call gets it.
    /// </summary>
    /// <param name="request">The request, with the file that it is to make.</param>
    /// <param name="entry">Its line in the checkpoint file.</param>
    /// <param name="isAgain">Whether the same request has been found to be done in this call already, so that the name is taken for it.</param>
    /// <param name="mayTidy">Whether what a run that was killed has left of it may be removed.</param>
    /// <returns>False when the file has gone, has another length or hash, or was made elsewhere; then it is to be fetched again.</returns>
    public static bool IsThere(FetchRequest request, CheckpointEntry entry, bool isAgain, bool mayTidy)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(entry);
        if (request.File is not { } target)
        {
            return entry.OutFile is null;
        }

        if (entry.OutFile is null)
        {
            // No file comes of an answer without a body.
            return entry.StatusCode is 204 or 205 || entry.Method == HttpMethod.Head.Method;
        }

        if ((target.Hash is { } hash && hash.ToString() != entry.Hash) || !Exists(entry.OutFile, entry.Length))
        {
            return false;
        }

        if (target.Path is not null)
        {
            return entry.OutFile == target.Path;
        }

        bool isThere = Path.GetDirectoryName(entry.OutFile) == target.Directory
            && (isAgain || target.Names.ReserveExact(entry.OutFile));
        if (isThere && mayTidy)
        {
            // A second fetch of the same URL may have been cut off in the run before, under either name.
            PartialFile.DiscardAbandoned(new FilePlace(target with { Path = entry.OutFile }));
            if (isAgain)
            {
                PartialFile.DiscardAbandoned(new FilePlace(target.For(request)));
            }
        }

        return isThere;
    }

    private static bool Exists(string path, long? length)
    {
        try
        {
            var file = new FileInfo(RealPath.Resolve(path));
            return file.Exists && (length is null || file.Length == length);
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            return false;
        }
    }
}
