namespace ParallelFetch.Retry;

/// <summary>
/// Keeps retries to a fifth of a session's requests, beyond a small allowance: when everything fails, trying everything
/// again makes it worse (Google, "Site Reliability Engineering", chapter 22; the token bucket of gRPC's retry
/// throttling and of Finagle's RetryBudget). Guarded by the scheduler's lock.
/// </summary>
internal sealed class RetryBudget
{
    /// <summary>Retries that are free to begin with.</summary>
    internal const int Allowance = 30;

    /// <summary>Retries earned by each request.</summary>
    internal const double Share = 0.2;

    // What long good times may save up for bad ones.
    private const double MostSaved = 1_000;

    private double _balance = Allowance;

    internal void CountRequest() => _balance = Math.Min(_balance + Share, MostSaved);

    internal bool TryAcquire()
    {
        if (_balance < 1)
        {
            return false;
        }

        _balance--;
        return true;
    }
}
