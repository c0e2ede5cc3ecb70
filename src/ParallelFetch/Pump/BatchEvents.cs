using System.Diagnostics;
using System.Management.Automation;

namespace ParallelFetch.Pump;

/// <summary>
/// Says on the information stream that a call begins and has ended: two records for a call, whatever its length, so that
/// they need not be asked for.
/// </summary>
internal sealed class BatchEvents(Cmdlet cmdlet, string command)
{
    private static readonly string[] StartTags = ["ParallelFetch", "Start"];
    private static readonly string[] EndTags = ["ParallelFetch", "End"];

    private readonly long _startedAt = Stopwatch.GetTimestamp();

    /// <summary>How many URLs have been accepted, where the engine does not count them for this call.</summary>
    internal long Accepted { get; set; }

    internal void Start(long? total, int throttle) => cmdlet.WriteInformation(
        new FetchBatchEvent { Command = command, State = FetchBatchState.Started, Total = total, Throttle = throttle },
        StartTags);

    internal void End(FetchProgress progress) => cmdlet.WriteInformation(
        new FetchBatchEvent
        {
            Command = command,
            State = FetchBatchState.Ended,
            Total = progress.Accepted,
            Completed = progress.Completed,
            Failed = progress.Failed,
            Bytes = progress.Bytes,
            Elapsed = Stopwatch.GetElapsedTime(_startedAt),
        },
        EndTags);

    internal void LeaveToBackground() => cmdlet.WriteInformation(
        new FetchBatchEvent
        {
            Command = command,
            State = FetchBatchState.Background,
            Total = Accepted,
            Elapsed = Stopwatch.GetElapsedTime(_startedAt),
        },
        EndTags);
}
