namespace ParallelFetch.Benchmarks.Servers;

/// <summary>The server's own word on what it was asked.</summary>
internal interface IRequestCounter
{
    void Restart();

    /// <summary>What has come since the last <see cref="Restart"/>.</summary>
    Served Read();
}

/// <summary>What a server saw.</summary>
/// <param name="Requests">Requests.</param>
/// <param name="Peak">The most at the same time, where the server counts that.</param>
internal sealed record Served(long Requests, long? Peak);
