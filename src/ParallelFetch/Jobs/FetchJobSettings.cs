using System.Management.Automation;
using ParallelFetch.Pump;

namespace ParallelFetch.Jobs;

/// <summary>How a call wants its job.</summary>
/// <param name="Command">The command line, for Get-Job.</param>
/// <param name="Name">Its name; null for one that PowerShell makes.</param>
internal sealed record FetchJobSettings(string Command, string? Name)
{
    /// <summary>After how many errors the job fails; 0 for never.</summary>
    internal int MaximumFailureCount { get; init; }

    /// <summary>Where finished fetches are noted; null for nowhere.</summary>
    internal BatchCheckpoint? Checkpoint { get; init; }

    /// <summary>How many URLs are expected; null when nobody knows.</summary>
    internal long? Total { get; init; }

    /// <summary>What -ErrorAction says; null when it was not given.</summary>
    internal ActionPreference? OnError { get; init; }

    /// <summary>Whether verbose messages are kept.</summary>
    internal bool IsVerbose { get; init; }
}
