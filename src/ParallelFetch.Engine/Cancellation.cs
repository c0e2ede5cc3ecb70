namespace ParallelFetch;

/// <summary>Cancels without being stopped by what others do about it.</summary>
internal static class Cancellation
{
    /// <summary>
    /// Cancels. Every callback runs; what one of them throws (a handler's, a body's) is left to whoever registered it,
    /// because the caller has others to cancel and results to hand out.
    /// </summary>
    internal static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (AggregateException)
        {
        }
    }
}
