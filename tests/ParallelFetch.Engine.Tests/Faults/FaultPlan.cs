namespace ParallelFetch.Engine.Tests.Faults;

/// <summary>Throws at the nth pass of a place in the code where nobody expects it.</summary>
internal sealed class FaultPlan(string seam, int at)
{
    private int _passes;

    /// <summary>Whether it throws when its turn comes; off while an engine is built.</summary>
    public bool IsArmed { get; set; }

    /// <summary>Whether it has thrown.</summary>
    public bool HasStruck { get; private set; }

    /// <inheritdoc/>
    public override string ToString() => $"{seam}, time {at}";

    /// <summary>Passes a place.</summary>
    public void Pass(string place)
    {
        if (IsArmed && place == seam && Interlocked.Increment(ref _passes) == at)
        {
            HasStruck = true;
            throw new InjectedException(seam);
        }
    }
}

/// <summary>Of no kind that anything is prepared for.</summary>
internal sealed class InjectedException(string seam) : Exception($"injected at {seam}");
