namespace ParallelFetch.Checkpoints;

/// <summary>Makes the line of a checkpoint file for a fetch that is done.</summary>
internal static class OutcomeEntry
{
    /// <summary>
    /// The line; null when there is none to write: the fetch failed, so that it is tried again, or it is there already; or what was
    /// sent need not be what the key says, because the file was changed since.
    /// </summary>
    /// <param name="outcome">What became of the fetch.</param>
    public static CheckpointEntry? Of(FetchOutcome outcome)
    {
        FetchRequest request = outcome.Request;
        bool isDone = outcome.IsSuccess && request.Uri is not null && request.Done is null && request.Body is not { HasChanged: true };
        return !isDone || request.CheckpointKey is not { } key ? null : new CheckpointEntry
        {
            Key = key,
            Url = request.Uri!.AbsoluteUri,
            Method = request.Method.Method,
            StatusCode = outcome.StatusCode,
            FinishedAt = outcome.StartTime.ToUniversalTime() + outcome.Elapsed,
            OutFile = outcome.OutFile,
            ETag = outcome.ReadHeader("ETag"),
            Hash = request.File?.Hash?.ToString(),
            Length = outcome.RawContentLength,
        };
    }
}
