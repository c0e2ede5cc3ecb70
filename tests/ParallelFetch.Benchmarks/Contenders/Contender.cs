namespace ParallelFetch.Benchmarks.Contenders;

/// <summary>One way to fetch many URLs.</summary>
internal abstract class Contender : IDisposable
{
    /// <summary>The name on the command line.</summary>
    public abstract string Key { get; }

    /// <summary>The name in tables.</summary>
    public abstract string Title { get; }

    /// <summary>Whether it is ParallelFetch, or made of it: then a failure fails the benchmark.</summary>
    public virtual bool IsOurs => false;

    /// <summary>Whether it runs in this process: then it needs warming up, and its CPU time is ours.</summary>
    public virtual bool InProcess => true;

    /// <summary>Whether the server has to have seen its requests.</summary>
    public virtual bool UsesNetwork => true;

    /// <summary>How many requests it makes at the most, because it is slow.</summary>
    public virtual int MaximumRequests => int.MaxValue;

    /// <summary>What a reader of the table has to know.</summary>
    public virtual string? NoteOn(Workload work) => null;

    /// <summary>Fetches all URLs of the work and returns when the last one is there.</summary>
    public abstract RunOutcome Run(Workload work, CancellationToken cancellation);

    /// <summary>Shows once, untimed, that it does the work, where the timed run drops its results unseen.</summary>
    public virtual RunOutcome? Prove(Workload work, CancellationToken cancellation) => null;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
