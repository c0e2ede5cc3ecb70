using ParallelFetch.Checkpoints;

namespace ParallelFetch.Files;

/// <summary>
/// Knows which URL each file of a folder came from and which version of it that is, so that a later call, or another
/// process at the same time, does not put the file of one URL in the place of another's: what is not known to be of a URL is
/// not replaced by it. Kept in the folder itself, as lines of JSON of which the last one about a name counts. A URL is in it
/// only as a hash. What cannot be read there is not known, nothing worse. Can be used from many threads.
/// </summary>
/// <remarks>Memory: some 130 bytes for each file; the lines stay on disk.</remarks>
internal sealed class FolderIndex
{
    /// <summary>The name of its file.</summary>
    internal const string FileName = ".parallelfetch.index";

    // When so many lines are for so few files it is written anew.
    private const int LinesWorthRewriting = 2_000;
    private const int LinesForEachName = 4;

    private readonly object _gate = new();
    private readonly string _folder;
    private readonly Dictionary<NameKey, Place> _names = [];
    private readonly Dictionary<CheckpointKey, NameKey> _latest = [];

    // Of the few URLs that have several names, because a list has them twice or the server changes the name.
    private readonly Dictionary<CheckpointKey, List<NameKey>> _several = [];
    private byte[] _header = [];
    private long _known;
    private long _lines;
    private bool _isLoaded;
    private bool _isBusy;

    /// <summary>Creates the index of a folder; nothing is read yet.</summary>
    internal FolderIndex(string folder) => _folder = folder;

    /// <summary>Whether the folder has one.</summary>
    internal bool Exists => File.Exists(FilePath);

    private string FilePath => Path.Join(_folder, FileName);

    /// <summary>For how many files it has something to say.</summary>
    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _names.Count;
            }
        }
    }

    /// <summary>What is known of the files of a URL, in the order of a list that has it several times; empty for nothing.</summary>
    /// <param name="owner">The key of the URL.</param>
    /// <param name="from">How many of them to leave out at the beginning, because they have been looked at.</param>
    /// <param name="count">How many there are.</param>
    internal IReadOnlyList<Validators> FilesOf(CheckpointKey owner, int from, out int count)
    {
        count = 0;
        lock (_gate)
        {
            Load();
            if (owner == default || !_latest.TryGetValue(owner, out NameKey latest))
            {
                return [];
            }

            List<NameKey> names = _several.TryGetValue(owner, out List<NameKey>? several) ? several : [latest];
            count = names.Count;
            NameKey[] rest = [.. names.Skip(from)];
            return rest.Length == 0 ? [] : Looking([], file =>
            {
                // The file may be anybody's: a name that could not have been given here leads nowhere.
                Validators? last = Read(file, latest, owner);
                return rest.Select(name => name == latest ? last : Read(file, name, owner)).OfType<Validators>()
                    .Where(note => FileNames.IsSafe(note.Name!) && (note.Wanted == last?.Wanted || note == last)).ToArray();
            });
        }
    }

    /// <summary>What is known of a file; null for nothing.</summary>
    internal Validators? Find(string name)
    {
        lock (_gate)
        {
            Load();
            NameKey key = NameKey.Folded(name);
            return _names.TryGetValue(key, out Place found) ? Looking(null, file => Read(file, key, found.Owner)) : null;
        }
    }

    /// <summary>Whether a URL may have a name, as far as is known: it has it already, or nobody has.</summary>
    /// <param name="name">The name.</param>
    /// <param name="owner">The key of the URL; the default for one that cannot be told from others.</param>
    /// <param name="mayMeet">Whether a file of unknown origin may be there, because it is only looked at.</param>
    internal bool IsFree(string name, CheckpointKey owner, bool mayMeet)
    {
        lock (_gate)
        {
            Load();
            return IsFreeNow(name, owner, mayMeet);
        }
    }

    /// <summary>Takes a name for a URL before its file is written, against every other process.</summary>
    /// <param name="name">The name.</param>
    /// <param name="wanted">The name that it would have had if it had been free.</param>
    /// <param name="owner">The key of the URL.</param>
    /// <param name="withPart">Whether to begin its part, which keeps the name from others until it is whole.</param>
    /// <param name="mayReplace">Whether the file that is there now is this URL's.</param>
    /// <returns>False when it is not free.</returns>
    internal bool TryClaim(string name, string? wanted, CheckpointKey owner, bool withPart, out bool mayReplace)
    {
        lock (_gate)
        {
            (bool isFree, mayReplace) = Use(create: true, file =>
            {
                if (!IsFreeNow(name, owner, mayMeet: false))
                {
                    return (false, false);
                }

                bool isKnown = _names.TryGetValue(NameKey.Folded(name), out Place place) && place.Owner == owner;
                if (!isKnown)
                {
                    // Who cannot be told from others takes the name from the one who had it, too.
                    Append(file, Claim(name, wanted, owner == default ? CheckpointKey.Unique() : owner));
                }

                if (withPart)
                {
                    BeginPart(name);
                }

                return (true, isKnown && place.IsMade && File.Exists(Path.Join(_folder, name)));
            });
            return isFree;
        }
    }

    /// <summary>
    /// Notes which URL a file is of, and which version. Before it gets its name: what is noted and does not come is found out by its
    /// length and time.
    /// </summary>
    internal void Note(Validators note)
    {
        lock (_gate)
        {
            Use(create: true, file =>
            {
                Append(file, note);
                return true;
            });
        }
    }

    /// <summary>Takes back that a file has been made, and keeps the claim.</summary>
    internal void Retract(string name, string? wanted, CheckpointKey owner) => Note(Claim(name, wanted, owner));

    private bool IsFreeNow(string name, CheckpointKey owner, bool mayMeet)
    {
        try
        {
            FileAttributes attributes = new FileInfo(Path.Join(_folder, name)).Attributes;
            bool isThere = attributes != (FileAttributes)(-1) && !attributes.HasFlag(FileAttributes.ReparsePoint);
            if (isThere && attributes.HasFlag(FileAttributes.Directory))
            {
                return false;
            }

            // A link is refused when it is to be written. What was claimed but never made is not what is there.
            bool isKnown = _names.TryGetValue(NameKey.Folded(name), out Place found);
            if (!isKnown || (found.Owner == owner && !found.IsMade))
            {
                return !isThere || mayMeet;
            }

            // A file that has gone leaves its name to others, unless a part of it waits to be continued.
            return found.Owner == owner || (!isThere && !File.Exists(FilePlace.PartOf(Path.Join(_folder, name))));
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            // It cannot be written either, which the fetch will say.
            return true;
        }
    }

    private void BeginPart(string name)
    {
        try
        {
            File.OpenHandle(FilePlace.PartOf(Path.Join(_folder, name)), FileMode.CreateNew, FileAccess.Write).Dispose();
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            // It is there already; or it cannot be made, which the fetch will say.
        }
    }

    private static Validators Claim(string name, string? wanted, CheckpointKey owner) => new(owner.ToString(), null, null) { Name = name, Wanted = wanted };

    private void Load()
    {
        if (!_isLoaded)
        {
            Use(create: false, static _ => true);
        }
    }

    // An index that cannot be read knows nothing; no fetch fails for that.
    private T Looking<T>(T nothing, Func<IndexFile?, T> look)
    {
        try
        {
            return Use(create: false, look);
        }
        catch (Exception exception) when (FileErrors.IsErrorOfFile(exception))
        {
            return nothing;
        }
    }

    // With the file locked and all of it known; without one where there is none that can be used.
    private T Use<T>(bool create, Func<IndexFile?, T> act)
    {
        IndexFile? file = null;
        try
        {
            try
            {
                file = IndexFile.Open(FilePath, create, _isBusy ? TimeSpan.Zero : IndexFile.Patience);
                file = file is null ? null : CatchUp(file);
                _isBusy = false;
            }
            catch (Exception exception) when (FileErrors.IsErrorOfFile(exception) || exception is ObjectDisposedException)
            {
                // A folder that may not be written has no index: then nothing in it is replaced. One whose index another program
                // holds is waited for once and not again for each file.
                _isBusy |= FileErrors.IsSharingViolation(exception);
                file?.Dispose();
                file = null;
            }

            _isLoaded = true;
            return act(file);
        }
        finally
        {
            file?.Dispose();
        }
    }

    private IndexFile CatchUp(IndexFile file)
    {
        if (!file.Header.AsSpan().SequenceEqual(_header))
        {
            Forget(file);
        }

        _known = file.ReadLines(_known, Take);
        if (_lines <= LinesWorthRewriting || _lines <= LinesForEachName * _names.Count)
        {
            return file;
        }

        IndexFile rewritten = file.Rewrite(_names.Values.Select(static place => place.Offset).Order().ToArray());
        _lines = 0;
        if (rewritten != file)
        {
            Forget(rewritten);
            _known = rewritten.ReadLines(_known, Take);
        }

        return rewritten;
    }

    // Another edition, or the user has removed it.
    private void Forget(IndexFile file)
    {
        _names.Clear();
        _latest.Clear();
        _several.Clear();
        _lines = 0;
        _header = file.Header;
        _known = IndexFile.HeaderLength;
    }

    private void Take(ReadOnlySpan<byte> line, long offset)
    {
        _lines++;
        if (!IndexLine.TryScan(line, out string? name, out CheckpointKey owner, out bool isMade))
        {
            return;
        }

        NameKey key = NameKey.Folded(name);
        bool isNew = !_names.TryGetValue(key, out Place earlier) || earlier.Owner != owner;
        _names[key] = new Place(owner, offset, isMade);
        if (_latest.TryGetValue(owner, out NameKey before) && before != key)
        {
            if (!_several.TryGetValue(owner, out List<NameKey>? several))
            {
                _several[owner] = several = [before];
            }

            if (isNew)
            {
                several.Add(key);
            }
        }

        _latest[owner] = key;
    }

    private void Append(IndexFile? file, Validators note)
    {
        if (file is not null)
        {
            file.Append(IndexLine.Of(note), _known);
            _known = file.ReadLines(_known, Take);
        }
    }

    private Validators? Read(IndexFile? file, NameKey key, CheckpointKey owner) =>
        file is not null && _names.TryGetValue(key, out Place found) && found.Owner == owner ? IndexLine.Parse(file.ReadLine(found.Offset)) : null;

    // A file is made when it was noted with its time; until then its name is but claimed.
    private readonly record struct Place(CheckpointKey Owner, long Offset, bool IsMade);
}
