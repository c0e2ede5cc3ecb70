using System.Globalization;
using System.Runtime.InteropServices;
using ParallelFetch.Checkpoints;

namespace ParallelFetch.Files;

/// <summary>
/// The files that the fetches of one call write, so that no two of them write the same one, nor one that is not known to
/// be of their URL. Can be used from many threads; keeps some 40 octets for each name, whatever its length.
/// </summary>
internal sealed class NameRegistry
{
    // Known only by its exact path: another spelling of it may still be given by the user.
    private const int ExactOnly = -1;

    private const int MaximumFolders = 1_000;
    private const int MaximumIndexes = 4_096;
    private const long MaximumKnown = 2_000_000;

    private readonly object _gate = new();
    private readonly HashSet<NameKey> _exact = [];

    private readonly Dictionary<NameKey, int> _names = [];

    // Of a name that was wanted again the number to try next, so that the five thousandth of the same name costs what the second did.
    private readonly Dictionary<NameKey, int> _next = [];
    private readonly Dictionary<string, string> _realFolders = [];
    private readonly Dictionary<string, FolderIndex> _indexes = [];

    // How many of the files of a URL that the list has several times have been looked at.
    private readonly Dictionary<(string Folder, CheckpointKey Owner), int> _looked = [];

    // Those of a tree that have files in them.
    private readonly HashSet<NameKey> _folders = [];
    private readonly bool _isCaseSensitive;

    /// <summary>Creates an empty registry.</summary>
    public NameRegistry()
        : this(!OperatingSystem.IsWindows() && !OperatingSystem.IsMacOS())
    {
    }

    internal NameRegistry(bool isCaseSensitive) => _isCaseSensitive = isCaseSensitive;

    /// <summary>Takes a name in a directory for one fetch.</summary>
    /// <param name="directory">The directory; nothing is created in it.</param>
    /// <param name="name">The name wanted. What is not safe in it is replaced, so that the path is always one directly inside of the directory.</param>
    /// <param name="renamed">Whether another has it already, in upper or lower case or composed otherwise, so that a number was added.</param>
    /// <returns>The full path.</returns>
    public string Reserve(string directory, string name, out bool renamed) => Reserve(directory, name, default, mayMeet: false, out renamed);

    /// <summary>Takes a name in a directory for one fetch, which no file has that is not known to be of its URL.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="name">The name wanted.</param>
    /// <param name="owner">The key of the URL.</param>
    /// <param name="mayMeet">Whether a file of unknown origin may have it, because it is only looked at.</param>
    /// <param name="renamed">Whether another has it already.</param>
    internal string Reserve(string directory, string name, CheckpointKey owner, bool mayMeet, out bool renamed)
    {
        string safe = FileNames.Sanitize(name);
        safe = safe.Length > 0 ? safe : FileNames.Nameless;
        string folder = Path.GetFullPath(directory);
        string path = Path.Join(folder, safe);
        lock (_gate)
        {
            FolderIndex index = IndexOf(folder);
            renamed = !TryTake(index, path, owner, mayMeet);
            if (!renamed)
            {
                return path;
            }

            ref int next = ref CollectionsMarshal.GetValueRefOrAddDefault(_next, NameKey.Folded(Real(path)), out _);
            do
            {
                next++;
            }
            while (!TryTake(index, path = Numbered(folder, safe, next), owner, mayMeet: false));

            return path;
        }
    }

    /// <summary>Takes the name that an earlier call has given the file of a URL; null when there is none, or another fetch of this call has it.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="owner">The key of the URL.</param>
    /// <param name="note">What is known of the file.</param>
    internal string? ReserveEarlier(string directory, CheckpointKey owner, out Validators? note)
    {
        string folder = Path.GetFullPath(directory);
        lock (_gate)
        {
            FolderIndex index = IndexOf(folder);
            ref int looked = ref CollectionsMarshal.GetValueRefOrAddDefault(_looked, (folder, owner), out _);
            foreach (Validators known in index.FilesOf(owner, looked, out looked))
            {
                string path = Path.Join(folder, known.Name);
                if (TryTake(index, path, owner, mayMeet: false))
                {
                    note = known;
                    return path;
                }
            }
        }

        note = null;
        return null;
    }

    /// <summary>Finds the folder for files of a tree; no file gets the name of one of these.</summary>
    /// <param name="directory">The directory that the user gave.</param>
    /// <param name="names">Safe names of folders, outermost first.</param>
    /// <returns>The full path. Nothing is created.</returns>
    internal string ReserveFolder(string directory, IEnumerable<string> names)
    {
        string folder = Path.GetFullPath(directory);
        lock (_gate)
        {
            foreach (string name in names)
            {
                string path = Path.Join(folder, name);
                for (int number = 1; !TryTakeFolder(path); number++)
                {
                    path = Numbered(folder, name, number);
                }

                folder = path;
            }
        }

        return folder;
    }

    /// <summary>What is known of the files in a folder.</summary>
    internal FolderIndex IndexOf(string folder)
    {
        lock (_gate)
        {
            string real = RealFolder(folder);
            if (!_indexes.TryGetValue(real, out FolderIndex? index))
            {
                if (_indexes.Count >= MaximumIndexes || (_indexes.Count % 64 == 63 && _indexes.Values.Sum(static known => (long)known.Count) > MaximumKnown))
                {
                    // All that they know is in the folders.
                    _indexes.Clear();
                }

                _indexes[real] = index = new FolderIndex(real);
            }

            return index;
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

    /// <summary>What a path has in common with every other one that leads to the same file: the links on the way do not count, nor does the case where it does not on this system.</summary>
    internal string Canonical(string path)
    {
        lock (_gate)
        {
            string real = Real(path);
            return _isCaseSensitive ? real : real.ToUpperInvariant();
        }
    }

    /// <summary>Whether two paths lead to the same file.</summary>
    internal bool IsSame(string path, string other) => Canonical(path) == Canonical(other);

    private bool TryTake(FolderIndex index, string path, CheckpointKey owner, bool mayMeet)
    {
        NameKey key = NameKey.Folded(Real(path));
        if (_names.ContainsKey(key) || _folders.Contains(key) || !index.IsFree(Path.GetFileName(path), owner, mayMeet))
        {
            return false;
        }

        _names.Add(key, 0);
        return true;
    }

    private bool TryTakeFolder(string path)
    {
        NameKey key = NameKey.Folded(Real(path));
        if (!_folders.Contains(key) && (_names.ContainsKey(key) || File.Exists(path)))
        {
            return false;
        }

        _folders.Add(key);
        return true;
    }

    // One folder may have two names. Links that are changed while fetches go on are their maker's business.
    private string Real(string path)
    {
        string folder = Path.GetDirectoryName(path) ?? path;
        string real = RealFolder(folder);
        return ReferenceEquals(real, folder) ? path : Path.Join(real, Path.GetFileName(path));
    }

    private string RealFolder(string folder)
    {
        if (!_realFolders.TryGetValue(folder, out string? real))
        {
            if (_realFolders.Count >= MaximumFolders)
            {
                _realFolders.Clear();
            }

            _realFolders[folder] = real = Resolve(folder);
        }

        return real == folder ? folder : real;
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
