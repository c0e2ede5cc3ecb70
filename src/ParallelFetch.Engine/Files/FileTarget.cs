namespace ParallelFetch.Files;

/// <summary>Where the body of a fetch goes on disk. Immutable; the names already taken are its batch's.</summary>
internal sealed record FileTarget
{
    private static readonly NameRegistry NoNames = new();

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

    /// <summary>What the file has to hash to; null for anything.</summary>
    public FileHash? Hash { get; init; }

    /// <summary>The names that the fetches of the call have taken.</summary>
    internal NameRegistry Names { get; private init; }

    /// <summary>The same target for whoever keeps it when its fetch is over: nothing of the call hangs on it.</summary>
    internal FileTarget Detached => this with { Names = NoNames };

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
    internal string Reserve(string name, FetchRequest request) => Names.Reserve(Directory!, name, request.CheckpointKey ?? default, out _);
}
