namespace ParallelFetch.Measuring;

/// <summary>
/// Counts results in groups, such as hosts, in bounded memory: the groups that come first are kept apart, and what comes
/// when there is no more room is counted together.
/// </summary>
internal sealed class GroupTally<TKey>(int most, IEqualityComparer<TKey>? comparer = null)
    where TKey : notnull
{
    private readonly Dictionary<TKey, GroupCount> _groups = new(comparer);

    /// <summary>What had no room; null when all had.</summary>
    internal GroupCount? Others { get; private set; }

    internal bool IsEmpty => _groups.Count == 0;

    /// <summary>The groups, those with the most results first, then by name.</summary>
    internal IEnumerable<KeyValuePair<TKey, GroupCount>> Largest =>
        _groups.OrderByDescending(static group => group.Value.Count).ThenBy(static group => group.Key.ToString(), StringComparer.OrdinalIgnoreCase);

    internal void Add(TKey key, in ResultFacts facts)
    {
        if (!_groups.TryGetValue(key, out GroupCount? group))
        {
            group = _groups.Count < most ? _groups[key] = new GroupCount() : Others ??= new GroupCount();
        }

        group.Add(facts);
    }
}

/// <summary>What came of the results of a group.</summary>
internal sealed class GroupCount
{
    internal long Count { get; private set; }

    internal long Failed { get; private set; }

    internal long Bytes { get; private set; }

    /// <summary>How many requests were refused.</summary>
    internal long Refused { get; private set; }

    /// <summary>How many of the results waited because of a host.</summary>
    internal long HeldBack { get; private set; }

    internal TimeSpan LongestHeldBack { get; private set; }

    internal void Add(in ResultFacts facts)
    {
        Count++;
        Failed += facts.HasFailed ? 1 : 0;
        Bytes += facts.Bytes;
        Refused += facts.Refusals;
        if (facts.IsTimed && facts.HeldBack > TimeSpan.Zero && facts.HeldBack <= facts.Elapsed)
        {
            HeldBack++;
            LongestHeldBack = facts.HeldBack > LongestHeldBack ? facts.HeldBack : LongestHeldBack;
        }
    }
}
