using ParallelFetch.Files;

namespace ParallelFetch.Scheduling;

/// <summary>What a request that is sent again brings along from its tries before.</summary>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="FirstSentAt">When it was first sent: a time stamp of the engine's clock.</param>
/// <param name="StartTime">The same as a time of day.</param>
/// <param name="Download">What brings its body into a file, with the name it has taken; null where there is none.</param>
internal sealed record RetryState(int Attempts, long FirstSentAt, DateTimeOffset StartTime, FileDownload? Download = null)
{
    /// <summary>How many of its tries it has spent: failures that were its own, not its host's.</summary>
    internal int Spent { get; init; }

    /// <summary>Its place among those that have come back: less goes first.</summary>
    internal int Rank { get; init; }

    /// <summary>How often in a row its host refused it, or could not be reached for it.</summary>
    internal int Misses { get; init; }

    /// <summary>How many of those although the host let others through in between.</summary>
    internal int OwnMisses { get; init; }

    /// <summary>When the first of them was: a time stamp.</summary>
    internal long FirstMissAt { get; init; }

    /// <summary>When the last of them was: a time stamp.</summary>
    internal long LastMissAt { get; init; }

    /// <summary>How often its host refused it, in all.</summary>
    internal int Refusals { get; init; }

    /// <summary>How long it has waited because of its host, but for the wait that is not over.</summary>
    internal TimeSpan HeldBack { get; init; }

    /// <summary>How often it was alone on the wire, and this machine was out of something all the same.</summary>
    internal int LocalMisses { get; init; }

    /// <summary>How the last try ended: what becomes the result if there is no further one.</summary>
    internal FetchOutcome? Last { get; init; }

    /// <summary>Has an outcome tell what the request has met with so far.</summary>
    /// <param name="outcome">Of the next try, or of the request that gets none.</param>
    /// <param name="time">The engine's clock.</param>
    internal void Tell(FetchOutcome outcome, TimeProvider time)
    {
        outcome.Refusals = Refusals;
        outcome.HeldBack = HeldBack + (Misses > 0 ? time.GetElapsedTime(LastMissAt) : TimeSpan.Zero);
    }
}
