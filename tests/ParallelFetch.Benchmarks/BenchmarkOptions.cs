namespace ParallelFetch.Benchmarks;

/// <summary>What was asked for on the command line.</summary>
internal sealed record BenchmarkOptions
{
    /// <summary>Scenarios by name; none for those that are on by default.</summary>
    public IReadOnlyList<string> Scenarios { get; init; } = [];

    /// <summary>Contenders by key; none for all.</summary>
    public IReadOnlyList<string> Contenders { get; init; } = [];

    /// <summary>Where the report goes; null for the usual place.</summary>
    public string? Output { get; init; }

    /// <summary>Everything once and tiny: whether it works, not how fast it is.</summary>
    public bool Smoke { get; init; }

    /// <summary>Measured rounds; null for each scenario's own number.</summary>
    public int? Rounds { get; init; }

    /// <summary>Requests per run; null for each scenario's own number.</summary>
    public int? Requests { get; init; }

    /// <summary>The number of rounds, given what the scenario would like.</summary>
    public int RoundsOr(int usual) => Rounds ?? (Smoke ? 1 : usual);

    /// <summary>The number of warm-up rounds likewise.</summary>
    public int WarmUpsOr(int usual) => Smoke ? 0 : usual;

    /// <summary>The number of requests likewise.</summary>
    public int RequestsOr(int usual, int tiny) => Requests ?? (Smoke ? tiny : usual);
}
