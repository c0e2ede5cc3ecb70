namespace ParallelFetch.FlowControl;

/// <summary>
/// Finds out whether a host refuses each URL at first, however slowly it is asked, and gives it when it is asked for the
/// same one again: as a server does that makes or fetches what it is asked for only then. Such refusals are the URLs' own,
/// and slowing the host down would not help. Guarded by the scheduler's lock.
/// </summary>
/// <remarks>
/// What a host with a limit refuses looks the same as long as what comes back goes first and uses the limit up. So when
/// nothing but what had been refused comes through, an experiment tells: after a pause a new URL goes first. A host with a
/// limit gives it.
/// </remarks>
internal sealed class FirstRefusals
{
    private const int LeastRefused = 6;
    private const int LeastGiven = 3;
    private const int Experiments = 2;

    private int _refused;
    private int _given;
    private int _failed;

    /// <summary>Whether that is what the host does.</summary>
    internal bool IsCertain => _failed >= Experiments;

    /// <summary>Whether a new URL is to be the one that asks whether a pause is over.</summary>
    internal bool WantsExperiment => !IsCertain && _refused >= LeastRefused && _given >= LeastGiven;

    /// <summary>A request was let through.</summary>
    /// <param name="isNew">Whether it had not been refused before.</param>
    internal void OnAccepted(bool isNew)
    {
        if (isNew)
        {
            _refused = 0;
            _given = 0;
            _failed = 0;
        }
        else
        {
            _given++;
        }
    }

    /// <summary>A request was refused.</summary>
    /// <param name="isNew">Whether it had not been refused before.</param>
    /// <param name="wasAlone">Whether it was the one that asked whether a pause is over.</param>
    internal void OnRefused(bool isNew, bool wasAlone)
    {
        if (isNew)
        {
            _failed += wasAlone && WantsExperiment ? 1 : 0;
            _refused++;
        }
    }
}
