using ParallelFetch.Checkpoints;

namespace ParallelFetch.Pump;

/// <summary>The checkpoint file of a call: knows what is done, and notes what gets done once its result is out.</summary>
internal sealed class BatchCheckpoint : IDisposable
{
    private readonly CheckpointJournal _journal;
    private readonly bool _isWhatIf;

    // A URL may occur twice in a list; done is done, though only one of them finds its file under its own name.
    private readonly HashSet<CheckpointKey> _found = [];

    /// <summary>Opens the file.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="isWhatIf">Whether it is only looked at.</param>
    /// <param name="stopping">Ends the reading of a long file.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    internal BatchCheckpoint(string path, bool isWhatIf, CancellationToken stopping)
    {
        _isWhatIf = isWhatIf;
        _journal = isWhatIf
            ? CheckpointJournal.OpenForReading(path, TimeProvider.System, stopping)
            : CheckpointJournal.Open(path, TimeProvider.System, stopping);
    }

    /// <summary>How many URLs were left out.</summary>
    internal long Skipped { get; private set; }

    /// <summary>Whether there was a request that cannot be recognised in another run.</summary>
    internal bool HasUnknown { get; private set; }

    /// <summary>What is odd about the file, in a sentence; null when nothing is.</summary>
    internal string? Remark => (_journal.DroppedBytes, _journal.CorruptLines) switch
    {
        (0, 0) => null,
        _ => $"The checkpoint file '{_journal.Path}' was damaged: {_journal.DroppedBytes:N0} bytes at its end and "
            + $"{_journal.CorruptLines:N0} lines could not be read. What they said is fetched again.",
    };

    /// <summary>What says that a request is done already; null when it is not.</summary>
    internal CheckpointEntry? Find(FetchRequest request)
    {
        if (request.Rejection is not null)
        {
            return null;
        }

        if (request.CheckpointKey is not { } key)
        {
            HasUnknown = true;
            return null;
        }

        CheckpointEntry? done = _journal.TryGetEarlier(key, out CheckpointEntry? entry)
            ? FinishedFile.Find(request, entry, _found.Contains(key), mayTidy: !_isWhatIf)
            : null;
        if (done is null)
        {
            return null;
        }

        Skipped++;
        if (request.File?.Directory is not null)
        {
            _found.Add(key);
        }

        return done;
    }

    /// <summary>Notes a fetch, if it is done.</summary>
    internal void Record(FetchOutcome outcome)
    {
        if (OutcomeEntry.Of(outcome) is { } entry)
        {
            _journal.Record(entry);
        }
    }

    public void Dispose() => _journal.Dispose();

    /// <summary>Closes the file where nobody can be told any more that this failed: the pipeline is over.</summary>
    internal void Abandon()
    {
        try
        {
            Dispose();
        }
        catch (CheckpointException)
        {
        }
    }
}
