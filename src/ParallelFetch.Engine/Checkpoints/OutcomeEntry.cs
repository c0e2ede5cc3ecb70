namespace ParallelFetch.Checkpoints;

/// <summary>Makes the line of a checkpoint file for a fetch that is done.</summary>
internal static class OutcomeEntry
{
    /// <summary>The line; null when there is none to write: the fetch failed, so that it is tried again, or it is there already.</summary>
    /// <param name="outcome">What became of the fetch.</param>
    public static CheckpointEntry? Of(FetchOutcome outcome)
    {
        FetchRequest request = outcome.Request;
        return !outcome.IsSuccess || request.Uri is null || request.Done is not null || request.CheckpointKey is not { } key ? null : new CheckpointEntry
        {
            Key = key,
            Url = request.Uri.AbsoluteUri,
            Method = request.Method.Method,
            StatusCode = outcome.StatusCode,
            FinishedAt = outcome.StartTime.ToUniversalTime() + outcome.Elapsed,
            OutFile = outcome.OutFile,
            ETag = outcome.ReadHeader("ETag"),
            Hash = request.File?.Hash?.ToString(),

            // Of a file that was there already no bytes came.
            Length = outcome.IsSkipped ? null : outcome.RawContentLength,
        };
    }
}
