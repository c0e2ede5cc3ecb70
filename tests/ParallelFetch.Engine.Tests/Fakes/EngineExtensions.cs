namespace ParallelFetch.Engine.Tests.Fakes;

/// <summary>What most tests want of an engine, in short.</summary>
internal static class EngineExtensions
{
    /// <summary>Begins a streaming call with a limit of its own, or none.</summary>
    public static FetchBatch StartBatch(this FetchEngine engine, int? limit = null, bool inOrder = false) =>
        engine.StartBatch(new FetchLimits { Throttle = limit }, inOrder);

    /// <summary>Sets the session's limit.</summary>
    public static void SetThrottle(this FetchEngine engine, int limit) => engine.SetLimits(new FetchLimits { Throttle = limit });
}
