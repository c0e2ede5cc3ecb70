namespace ParallelFetch.Retry;

/// <summary>
/// Keeps the retries of a call to each host to a fifth of its requests to it, beyond a small allowance: when everything
/// fails, trying everything again makes it worse (Google, "Site Reliability Engineering", chapter 22; the token bucket
/// of gRPC's retry throttling and of Finagle's RetryBudget). One host's failures cost no other host its retries, nor
/// the next call. Guarded by the scheduler's lock.
/// </summary>
internal sealed class RetryBudget
{
    /// <summary>Retries of a host that are free to begin with.</summary>
    internal const int Allowance = 30;

    /// <summary>Retries earned by each request.</summary>
    internal const double Share = 0.2;

    // What long good times may save up for bad ones.
    private const double MostSaved = 1_000;

    // A list of a million failing hosts is not remembered for ever; who is forgotten begins anew.
    private const int MostHosts = 4_096;

    private readonly Dictionary<HostKey, double> _balances = [];

    /// <summary>A request to a host was sent for the first time. A host of which nothing had to be tried again is not kept.</summary>
    internal void CountRequest(HostKey host)
    {
        if (_balances.Count > 0 && _balances.TryGetValue(host, out double balance))
        {
            _balances[host] = Math.Min(balance + Share, MostSaved);
        }
    }

    /// <summary>Takes a retry out of a host's budget.</summary>
    /// <param name="host">The host.</param>
    /// <param name="requests">How many requests were sent to it so far: what they have earned counts for a host that is new here.</param>
    internal bool TryAcquire(HostKey host, long requests)
    {
        if (!_balances.TryGetValue(host, out double balance))
        {
            if (_balances.Count >= MostHosts)
            {
                _balances.Clear();
            }

            balance = Math.Min(Allowance + (Share * requests), MostSaved);
        }

        bool isGranted = balance >= 1;
        _balances[host] = isGranted ? balance - 1 : balance;
        return isGranted;
    }
}
