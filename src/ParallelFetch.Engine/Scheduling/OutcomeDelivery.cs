using ParallelFetch.Http;

namespace ParallelFetch.Scheduling;

/// <summary>Hands outcomes to the owners of requests. Never throws, so that what one owner does harms no other.</summary>
internal static class OutcomeDelivery
{
    /// <summary>Hands out the outcome of a fetch that was on the wire.</summary>
    internal static void Complete(FetchQueue queue, in QueuedFetch item, FetchOutcome outcome)
    {
        try
        {
            queue.Complete(item, outcome);
        }
        catch (Exception exception)
        {
            CompleteLost(queue, item, exception);
        }
    }

    /// <summary>Hands out the rejection of a request that was not sent.</summary>
    internal static void CompleteUnsent(in Admission admission)
    {
        try
        {
            if (admission.GivesUp && admission.Item.Retry?.Last is { } last)
            {
                admission.Queue.CompleteWaiting(admission.Item, last);
            }
            else
            {
                admission.Queue.CompleteUnsent(admission.Item, admission.Rejection!);
            }
        }
        catch (Exception exception)
        {
            CompleteLost(admission.Queue, admission.Item, exception);
        }
    }

    private static void CompleteLost(FetchQueue queue, in QueuedFetch item, Exception exception)
    {
        try
        {
            queue.CompleteLost(item, FailureClassifier.Unforeseen(exception));
        }
        catch (Exception)
        {
            // Its owner does not take it, and nobody else wants it; the others go on.
        }
    }
}
