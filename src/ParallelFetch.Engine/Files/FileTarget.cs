using ParallelFetch.Checkpoints;

namespace ParallelFetch.Files;

/// <summary>Where the body of a fetch goes on disk. Immutable; the names already taken are its batch's.</summary>
internal sealed record FileTarget
{
    /// <summary>Creates a target.</summary>
    /// <param name="names">The names that the fetches of the call have taken.</param>
    public FileTarget(NameRegistry names) => CallNames = names;

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
    internal NameRegistry Names => CallNames ?? throw new InvalidOperationException("The fetch is over.");

    private NameRegistry? CallNames { get; init; }

    /// <summary>The same target for whoever keeps it when its fetch is over: nothing of the call hangs on it.</summary>
    internal FileTarget Detached => this with { CallNames = null, Known = null };

    /// <summary>How the files of the directory are arranged.</summary>
    public FileLayout Layout { get; init; }

    /// <summary>The path that the user gave, as it is for every spelling of it; null for none.</summary>
    internal string? CanonicalPath => Path is null ? null : Names.Canonical(Path);

    /// <summary>What the request is known by in the index of the folder; the default for one that cannot be told from others.</summary>
    internal CheckpointKey Owner { get; private init; }

    /// <summary>
    /// The path taken for the name that an earlier call has given the file of this URL, or else the URL gives, in the order of
    /// the input: the same list gives the same names in every run, in whatever order the answers come. Null when the user gave
    /// the path.
    /// </summary>
    internal string? Reserved { get; private init; }

    /// <summary>What the index of the folder says of the file at that path; null for nothing.</summary>
    internal Validators? Known { get; private init; }

    /// <summary>Whether what is there already is looked at, so that it may be of unknown origin.</summary>
    internal bool LooksAtFile => Resume || NoClobber || IfChanged;

    /// <summary>Whether a name is one that is kept beside another file: a part, a note of its version, or the index of the folder.</summary>
    /// <param name="name">The name, without a directory.</param>
    public static bool IsSideName(string name) => name?.StartsWith('.') == true
        && (name.EndsWith(".partial", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".info", StringComparison.OrdinalIgnoreCase)
            || name.Equals(FolderIndex.FileName, StringComparison.OrdinalIgnoreCase));

    /// <summary>The same target for one request, whose name in the directory it takes.</summary>
    internal FileTarget For(FetchRequest request)
    {
        if (Reserved is not null || Owner != default || (Path is null && Directory is null))
        {
            return this;
        }

        // In a directory it is that of a checkpoint file, if that has been made.
        CheckpointKey? made = Path is null ? request.CheckpointKey : null;
        CheckpointKey owner = request.Body is { Identity: null } ? default : made ?? CheckpointKey.Of(request.Method, request.Uri!, request.Body?.Identity);
        if (Path is not null)
        {
            return this with { Owner = owner };
        }

        string folder = FolderFor(request);
        Validators? known = null;
        string reserved = (owner == default ? null : Names.ReserveEarlier(folder, owner, out known))
            ?? Names.Reserve(folder, NameBy(request.Uri!), owner, LooksAtFile, out _);
        return this with { Owner = owner, Reserved = reserved, Known = known };
    }

    /// <summary>The folder that the file of a request goes to.</summary>
    internal string FolderFor(FetchRequest request) =>
        Layout == FileLayout.Tree ? Names.ReserveFolder(Directory!, UrlFolders.Of(request.Uri!)) : Directory!;

    /// <summary>The name that a URL gives.</summary>
    internal string NameBy(Uri uri) => FileNames.FromResponse(null, uri, Layout);
}
