namespace ParallelFetch.Benchmarks.Peers;

/// <summary>A program that may be on this machine.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Path">Where it is; null when it is missing.</param>
/// <param name="Version">Its version.</param>
/// <param name="Install">How to get it.</param>
internal sealed record Tool(string Name, string? Path, string? Version, string Install)
{
    /// <summary>What comes before the arguments of every call: the assembly, where the program is one that dotnet runs.</summary>
    public IReadOnlyList<string> FirstArguments { get; init; } = [];

    public bool IsThere => Path is not null;

    /// <summary>Whether its version is at least this one; false when it cannot be told.</summary>
    public bool IsAtLeast(int major, int minor) =>
        System.Version.TryParse(Version?.Split(' ', '-')[0], out System.Version? version) && version >= new System.Version(major, minor);
}
