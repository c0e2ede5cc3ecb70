namespace ParallelFetch.Scheduling;

/// <summary>
/// A setting of the session that running calls can override. What was set last is in force, so setting the session's
/// value also ends all overrides. Guarded by the scheduler's lock.
/// </summary>
internal sealed class OverridableSetting<T>(T initial)
    where T : struct
{
    private readonly List<ValueOverride> _overrides = [];

    /// <summary>The value in force.</summary>
    internal T Current { get; private set; } = initial;

    private T Session { get; set; } = initial;

    /// <summary>Sets the session's value and ends all overrides; null leaves everything as it is.</summary>
    internal void SetSession(T? value)
    {
        if (value is not null)
        {
            Session = value.Value;
            _overrides.Clear();
            Current = Session;
        }
    }

    /// <summary>Overrides the value.</summary>
    /// <param name="value">The value; null overrides nothing.</param>
    /// <returns>What <see cref="Revoke"/> takes; null when nothing is overridden.</returns>
    internal object? Override(T? value)
    {
        if (value is null)
        {
            return null;
        }

        var added = new ValueOverride(value.Value);
        _overrides.Add(added);
        Current = added.Value;
        return added;
    }

    /// <summary>Ends an override, unless a later setting has ended it already.</summary>
    internal void Revoke(object? added)
    {
        if (added is not null && _overrides.Remove((ValueOverride)added))
        {
            Current = _overrides.Count == 0 ? Session : _overrides[^1].Value;
        }
    }

    private sealed class ValueOverride(T value)
    {
        internal T Value { get; } = value;
    }
}
