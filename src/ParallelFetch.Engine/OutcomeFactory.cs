using ParallelFetch.Scheduling;

namespace ParallelFetch;

/// <summary>Makes the outcome objects of requests, with the caller's own function if it gave one.</summary>
internal sealed class OutcomeFactory(FetchEngineSettings settings)
{
    /// <summary>An empty outcome, to be filled.</summary>
    internal FetchOutcome Create(FetchRequest request) => settings.CreateOutcome(request);

    /// <summary>The outcome of a request that is not sent, or not sent again. Never throws: there is always one.</summary>
    internal FetchOutcome CreateFailed(in QueuedFetch item, FetchFailure failure)
    {
        FetchOutcome outcome = CreateInAnyCase(item.Request);
        outcome.Failure = failure;
        try
        {
            outcome.StartTime = item.Retry?.StartTime ?? settings.Time.GetLocalNow();
            outcome.Attempts = item.Retry?.Attempts ?? 0;
            EndWaiting(item, outcome);
        }
        catch (Exception)
        {
            // Without a clock there are no times; that it failed is what matters.
        }

        return outcome;
    }

    /// <summary>Has an outcome tell how long its request took, now that it waits no longer for another try.</summary>
    internal void EndWaiting(in QueuedFetch item, FetchOutcome outcome)
    {
        if (item.Retry is { } retry)
        {
            outcome.Elapsed = settings.Time.GetElapsedTime(retry.FirstSentAt);
            retry.Tell(outcome, settings.Time);
        }
    }

    /// <summary>The outcome of a request that is done already.</summary>
    internal FetchOutcome CreateSkipped(FetchRequest request)
    {
        FetchOutcome outcome = settings.CreateOutcome(request);
        outcome.StartTime = request.Done!.FinishedAt;
        outcome.StatusCode = request.Done.StatusCode;
        outcome.OutFile = request.Done.OutFile;
        outcome.RawContentLength = request.Done.Length ?? 0;
        outcome.IsSkipped = true;
        return outcome;
    }

    private FetchOutcome CreateInAnyCase(FetchRequest request)
    {
        for (int tries = 2; tries > 0; tries--)
        {
            try
            {
                return settings.CreateOutcome(request);
            }
            catch (Exception)
            {
                // The failure at hand is worth more than this one.
            }
        }

        return new FetchOutcome(request);
    }
}
