namespace ParallelFetch.Benchmarks;

/// <summary>A contender did not do its work, or a server did not start.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
