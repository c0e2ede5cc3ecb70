namespace ParallelFetch.Scheduling;

/// <summary>
/// A setting in force: that of the session, unless a running call brought its own. The latest word wins, so setting
/// the session's also ends the say of the calls that are running. Guarded by the scheduler's lock.
/// </summary>
internal sealed class LiveSetting<T>(T initial)
    where T : struct
{
    private readonly List<Claim> _claims = [];

    internal T Current { get; private set; } = initial;

    private T Session { get; set; } = initial;

    internal void SetSession(T? value)
    {
        if (value is not null)
        {
            Session = value.Value;
            _claims.Clear();
            Current = Session;
        }
    }

    /// <summary>Begins the say of a call; null when it has none.</summary>
    internal object? Enter(T? value)
    {
        if (value is null)
        {
            return null;
        }

        var claim = new Claim(value.Value);
        _claims.Add(claim);
        Current = claim.Value;
        return claim;
    }

    internal void Leave(object? claim)
    {
        if (claim is not null && _claims.Remove((Claim)claim))
        {
            Current = _claims.Count == 0 ? Session : _claims[^1].Value;
        }
    }

    private sealed class Claim(T value)
    {
        internal T Value { get; } = value;
    }
}
