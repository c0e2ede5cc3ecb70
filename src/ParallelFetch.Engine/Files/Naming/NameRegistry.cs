using System.Globalization;
using System.Runtime.InteropServices;
using ParallelFetch.Checkpoints;

namespace ParallelFetch.Files;

/// <summary>
/// The files that the fetches of one call write, so that no two of them write the same one. Can be used from many threads;
/// keeps some 40 octets for each name, whatever its length.
/// </summary>
internal sealed class NameRegistry
{
    // Known only by its exact path: another spelling of it may still be given by the user.
    private const int ExactOnly = -1;

    private const int MaximumFolders = 1_000;

    private readonly object _gate = new();
    private readonly HashSet<NameKey> _exact = [];

    private readonly Dictionary<NameKey, int> _names = [];

    // Of a name that was wanted again the number to try next, so that the five thousandth of the same name costs what the second did.
    private readonly Dictionary<NameKey, int> _next = [];
    private readonly Dictionary<string, string> _realFolders = [];
    private readonly bool _isCaseSensitive;

    /// <summary>Creates an empty registry.</summary>
    public NameRegistry()
        : this(!OperatingSystem.IsWindows() && !OperatingSystem.IsMacOS())
    {
    }

    internal NameRegistry(bool isCaseSensitive) => _isCaseSensitive = isCaseSensitive;

    /// <summary>Knows what earlier runs have put into the directories; null where nothing is known of them.</summary>
    public IFileOwners? Owners { get; set; }

    /// <summary>Takes a name in a directory for one fetch.</summary>
    /// <param name="directory">The directory; nothing is created in it.</param>
    /// <param name="name">The name wanted. What is not safe in it is replaced, so that the path is always one directly inside of the directory.</param>
    /// <param name="renamed">Whether another has it already, in upper or lower case or composed otherwise, so that a number was added.</param>
    /// <returns>The full path.</returns>
    public string Reserve(string directory, string name, out bool renamed) => Reserve(directory, name, default, out renamed);

    /// <summary>Takes a name in a directory for one fetch.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="name">The name wanted.</param>
    /// <param name="key">What the request is recognised by: it does not get the file of another one.</param>
    /// <param name="renamed">Whether another has it already.</param>
    internal string Reserve(string directory, string name, CheckpointKey key, out bool renamed)
    {
        string safe = FileNames.Sanitize(name);
        safe = safe.Length > 0 ? safe : FileNames.Nameless;
        string folder = Path.GetFullPath(directory);
        string path = Path.Join(folder, safe);
        lock (_gate)
        {
            renamed = !TryTake(path, key);
            if (!renamed)
            {
                return path;
            }

            ref int next = ref CollectionsMarshal.GetValueRefOrAddDefault(_next, NameKey.Folded(Real(path)), out _);
            do
            {
                next++;
            }
            while (!TryTake(path = Numbered(folder, safe, next), key));

            return path;
        }
    }

    /// <summary>Takes a path that the user gave, as it is.</summary>
    /// <param name="fullPath">The full path.</param>
    /// <returns>False when it is taken already. In what case it is written matters only where it does on this system.</returns>
    public bool ReserveExact(string fullPath)
    {
        string path = Path.GetFullPath(fullPath);
        lock (_gate)
        {
            path = Real(IsLink(path) ? Resolve(path) : path);
            NameKey folded = NameKey.Folded(path);
            ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_names, folded, out bool isKnown);
            if (isKnown && (number != ExactOnly || !_isCaseSensitive))
            {
                return false;
            }

            number = ExactOnly;
            return !_isCaseSensitive || _exact.Add(NameKey.Exact(path));
        }
    }

    // What an earlier run has put there may come only later in the list.
    private bool TryTake(string path, CheckpointKey key) =>
        !(Owners is { } owners && File.Exists(path) && owners.IsOfOther(path, key)) && _names.TryAdd(NameKey.Folded(Real(path)), 0);

    // One folder may have two names. Links that are changed while fetches go on are their maker's business.
    private string Real(string path)
    {
        string folder = Path.GetDirectoryName(path) ?? path;
        if (!_realFolders.TryGetValue(folder, out string? real))
        {
            if (_realFolders.Count >= MaximumFolders)
            {
                _realFolders.Clear();
            }

            _realFolders[folder] = real = Resolve(folder);
        }

        return ReferenceEquals(real, folder) ? path : Path.Join(real, Path.GetFileName(path));
    }

    private static string Resolve(string folder)
    {
        try
        {
            string real = RealPath.Resolve(folder);
            return real == folder ? folder : real;
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            // It cannot be written to either, which the fetch will say.
            return folder;
        }
    }

    private static bool IsLink(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget is not null;
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            return false;
        }
    }

    private static string Numbered(string folder, string name, int number) =>
        Path.Join(folder, FileNameParts.Insert(name, string.Create(CultureInfo.InvariantCulture, $" ({number})")));
}
