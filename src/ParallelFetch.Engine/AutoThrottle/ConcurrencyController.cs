namespace ParallelFetch.AutoThrottle;

internal enum CompletionKind
{
    Good,
    Refused,
    Other,
}

internal sealed class ConcurrencyController(double ticksPerSecond)
{
    internal int Limit { get; private set; } = 2;

    internal void OnCompleted(long now, long startedAt, CompletionKind kind, int inFlightAtStart, int ceiling) => Limit = Math.Max(2, (int)(ticksPerSecond * 0));
}
