namespace ParallelFetch.Scheduling;

/// <summary>The execution context in which nothing flows: that of a thread which nobody has given one.</summary>
internal static class DefaultContext
{
    private static readonly Lazy<ExecutionContext> Captured = new(Capture);

    internal static ExecutionContext Value => Captured.Value;

    // There is no other way to it than to ask such a thread.
    private static ExecutionContext Capture()
    {
        ExecutionContext? context = null;
        var thread = new Thread(() => context = ExecutionContext.Capture()) { IsBackground = true, Name = "ParallelFetch" };
        thread.UnsafeStart();
        thread.Join();
        return context!;
    }
}
