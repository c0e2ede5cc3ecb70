using ParallelFetch.Checkpoints;

namespace ParallelFetch.Files;

/// <summary>Where the body of a fetch goes on disk. Immutable; the names already taken are its batch's.</summary>
public sealed record FileTarget
{
    /// <summary>Creates a target.</summary>
    /// <param name="names">The names that the fetches of the call have taken.</param>
    public FileTarget(NameRegistry names) => Names = names;

    /// <summary>The full path of the file; null to name it in <see cref="Directory"/> by what the server says.</summary>
    public string? Path { get; init; }

    /// <summary>The full path of the directory; not used when there is a path.</summary>
    public string? Directory { get; init; }

    /// <summary>Goes on where an earlier run stopped.</summary>
    public bool Resume { get; init; }

    /// <summary>Leaves a file that exists alone.</summary>
    public bool NoClobber { get; init; }

    /// <summary>Asks the server to send the file only if it has changed.</summary>
    public bool IfChanged { get; init; }

    /// <summary>Waits until a finished file is on the disk itself before it counts as finished.</summary>
    public bool FlushToDisk { get; init; }

    /// <summary>
    /// Whether a file is what an earlier run has fetched for another request than the one with this key: then it is not
    /// replaced. Null where nothing is known of earlier runs.
    /// </summary>
    public Func<string, CheckpointKey, bool>? IsOfOther { get; init; }

    /// <summary>What the file has to hash to; null for anything.</summary>
    public FileHash? Hash { get; init; }

    /// <summary>The names that the fetches of the call have taken.</summary>
    internal NameRegistry Names { get; }

    /// <summary>
    /// The path taken for the name that the URL gives, in the order of the input: the same list gives the same names in
    /// every run, in whatever order the answers come. Null when the user gave the path.
    /// </summary>
    internal string? Reserved { get; private init; }

    /// <summary>Whether a name is one that is kept beside another file: a part, or a note of its version.</summary>
    /// <param name="name">The name, without a directory.</param>
    public static bool IsSideName(string name) => name?.StartsWith('.') == true
        && (name.EndsWith(".partial", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".info", StringComparison.OrdinalIgnoreCase));

    /// <summary>The same target for one request, whose name in the directory it takes.</summary>
    internal FileTarget For(FetchRequest request) => Path is not null || Directory is null || Reserved is not null
        ? this
        : this with { Reserved = Reserve(FileNames.FromResponse(null, request.Uri!), request) };

    /// <summary>Takes a name in the directory, or a numbered one.</summary>
    internal string Reserve(string name, FetchRequest request) => Names.Reserve(Directory!, name, path => IsOccupied(path, request), out _);

    // What an earlier run has put there may come only later in the list.
    private bool IsOccupied(string path, FetchRequest request) =>
        IsOfOther is { } isOfOther && File.Exists(path) && isOfOther(path, request.CheckpointKey ?? default);
}
