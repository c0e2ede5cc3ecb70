using ParallelFetch.Scheduling;

namespace ParallelFetch.Engine.Tests.Faults;

/// <summary>The owner of requests that throws as planned: its channel, its notices, its cancellation.</summary>
internal sealed class FaultyQueue(FaultPlan faults, OutcomeFactory outcomes) : FetchQueue
{
    /// <summary>What came out, by place in the input.</summary>
    public Dictionary<long, List<FetchOutcome>> Taken { get; } = [];

    internal override bool CanStart(int limit)
    {
        faults.Pass("limit of results");
        return true;
    }

    internal override void OnStarting(in QueuedFetch item) => faults.Pass("start");

    internal override void OnRetrying(in QueuedFetch item) => faults.Pass("retry");

    internal override CancellationToken TokenOf(in QueuedFetch item)
    {
        faults.Pass("cancellation");
        return CancellationToken.None;
    }

    internal override void Complete(in QueuedFetch item, FetchOutcome outcome)
    {
        faults.Pass("outcome channel");
        Take(item, outcome);
    }

    internal override void CompleteUnsent(in QueuedFetch item, FetchFailure failure)
    {
        faults.Pass("outcome channel, unsent");
        Take(item, outcomes.CreateFailed(item, failure));
    }

    internal override void CompleteWaiting(in QueuedFetch item, FetchOutcome outcome)
    {
        faults.Pass("outcome channel, unsent");
        Take(item, outcome);
    }

    internal override void OnStalled() => faults.Pass("stall");

    internal override void CompleteLost(in QueuedFetch item, FetchFailure failure) => Take(item, outcomes.CreateFailed(item, failure));

    internal override void Notify(FetchNotice notice) => faults.Pass("notices");

    private void Take(in QueuedFetch item, FetchOutcome outcome)
    {
        lock (Taken)
        {
            Taken.TryAdd(item.Sequence, []);
            Taken[item.Sequence].Add(outcome);
        }
    }
}
