namespace ParallelFetch.Scheduling;

/// <summary>
/// The limit in force: that of the session, unless a running call brought its own. The latest word wins, so setting
/// the session's limit also ends the say of the calls that are running. Guarded by the scheduler's lock.
/// </summary>
internal sealed class ThrottleLimit
{
    internal const int Default = 10;

    private readonly List<Claim> _claims = [];

    internal int Session { get; private set; } = Default;

    /// <summary>How many fetches may be outstanding; 0 for any number.</summary>
    internal int Current => _claims.Count == 0 ? Session : _claims[^1].Limit;

    internal void SetSession(int limit)
    {
        Session = limit;
        _claims.Clear();
    }

    internal object Enter(int limit)
    {
        var claim = new Claim(limit);
        _claims.Add(claim);
        return claim;
    }

    internal void Leave(object claim) => _claims.Remove((Claim)claim);

    private sealed class Claim(int limit)
    {
        internal int Limit { get; } = limit;
    }
}
