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
    /// <returns>
    /// The line, with the path by which the file is reached now; null when the file has gone, has another length or hash, or was made
    /// elsewhere; then it is to be fetched again.
    /// </returns>
    public static CheckpointEntry? Find(FetchRequest request, CheckpointEntry entry, bool isAgain, bool mayTidy)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(entry);
        if (request.File is not { } target)
        {
            return entry.OutFile is null ? entry : null;
        }

        if (entry.OutFile is null)
        {
            // No file comes of an answer without a body.
            return entry.StatusCode is 204 or 205 || entry.Method == HttpMethod.Head.Method ? entry : null;
        }

        // The key says that the path is the same one; in a directory, the name of the file is known only from here.
        string path = target.Path ?? Path.Join(target.FolderFor(request), Path.GetFileName(entry.OutFile));
        if (target.Path is null && !target.Names.IsSame(path, entry.OutFile))
        {
            return null;
        }

        if ((target.Hash is { } hash && hash.ToString() != entry.Hash) || !Exists(path, entry.Length))
        {
            return null;
        }

        if (target.Path is null)
        {
            if (!isAgain && !target.Names.ReserveExact(path))
            {
                return null;
            }

            if (mayTidy)
            {
                Tidy(request, target, path, isAgain);
            }
        }

        return entry with { OutFile = path };
    }

    // A second fetch of the same URL may have been cut off in the run before, under either name.
    private static void Tidy(FetchRequest request, FileTarget target, string path, bool isAgain)
    {
        PartialFile.DiscardAbandoned(new FilePlace(target with { Path = path }));
        if (isAgain)
        {
            PartialFile.DiscardAbandoned(new FilePlace(target.For(request)));
        }
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
