using System.Text;

namespace ParallelFetch.Files;

/// <summary>
/// The path of one file, and those of what is kept beside it while it arrives and afterwards. A file in a directory gets
/// its name when the server has answered; until then it is looked for under the name that its URL gives.
/// </summary>
internal sealed class FilePlace
{
    // The longest that most file systems take is 255 octets; the rest is for what the side files add.
    private const int LongestSideName = 235;

    private readonly FileTarget _target;
    private readonly FolderIndex _index;
    private readonly bool _hasIndex;
    private bool _mayReplace;

    /// <exception cref="FetchException">There can be no file there.</exception>
    internal FilePlace(FileTarget target)
    {
        _target = target;
        Expected = target.Path is { } path ? FileErrors.Guard(path, () => FollowLink(path)) : target.Reserved!;
        _index = target.Names.IndexOf(FolderOf(Expected));
        if (target.Path is null)
        {
            _hasIndex = true;
            Known = target.Known;
            return;
        }

        RefuseDevice(target.Path, Expected);
        File = Expected;

        // A folder that the user did not give gets an index only where it is of use.
        _hasIndex = target.Resume || target.IfChanged || _index.Exists;
        Known = _hasIndex && LooksAtFile ? _index.Find(NameOf(Expected)) : null;
        if (Known is not null && (target.Owner == default || Known.Owner != target.Owner.ToString()))
        {
            Known = null;
            IsOfOther = true;
        }
    }

    /// <summary>Where the file is taken to be as long as the server has not given it another name.</summary>
    internal string Expected { get; private set; }

    /// <summary>Where the file really is; null as long as it has no name.</summary>
    internal string? File { get; private set; }

    /// <summary>What is known of the file that is expected; null for nothing.</summary>
    internal Validators? Known { get; }

    /// <summary>Whether the file that is there is known to be of another URL.</summary>
    internal bool IsOfOther { get; }

    /// <summary>What the user is told: the path as it was given, though there may be a link at its place.</summary>
    internal string? Shown => File is null ? null : _target.Path ?? File;

    /// <summary>The name that it would have if no other file had it.</summary>
    internal string? Wanted { get; private set; }

    /// <summary>Whether another file has the name that this one would have had.</summary>
    internal bool IsRenamed => _target.Path is null && File is not null && Wanted is not null && NameOf(File) != Wanted;

    /// <summary>The file while it arrives.</summary>
    internal string Part => PartOf(Expected);

    /// <summary>Of which version of the file the part is.</summary>
    internal string PartInfo => Part + ".info";

    private bool LooksAtFile => _target.Resume || _target.IfChanged;

    /// <summary>The file of a path while it arrives.</summary>
    internal static string PartOf(string path) => Path.Join(FolderOf(path), "." + SideName(NameOf(path)) + ".partial");

    /// <summary>It stays where it was in an earlier run.</summary>
    internal void SettleOnEarlier()
    {
        Wanted ??= Known?.Wanted;
        File ??= Expected;
    }

    /// <summary>Names the file by what the server says; once it has a name it keeps that.</summary>
    /// <param name="response">The response.</param>
    /// <param name="finalUri">The URL that answered.</param>
    /// <param name="request">The request.</param>
    internal void Settle(HttpResponseMessage response, Uri finalUri, FetchRequest request)
    {
        if (File is not null)
        {
            return;
        }

        string? disposition = response.Content.Headers.NonValidated.TryGetValues("Content-Disposition", out var values) ? values.ToString() : null;
        Wanted = FileNames.FromResponse(disposition, finalUri, _target.Layout);
        File = Wanted == (Known?.Wanted ?? _target.NameBy(request.Uri!)) ? Expected : Reserve(mayMeet: _target.NoClobber);
    }

    /// <summary>Takes the name for the URL before anything is written under it; another one where a file has it that is not known to be of the URL.</summary>
    /// <param name="keepPart">Whether there is a part to be continued, which has to stay where it is.</param>
    internal void Claim(bool keepPart)
    {
        if (_target.Path is not null || _index.TryClaim(NameOf(Expected), File == Expected ? Wanted : null, _target.Owner, withPart: true, out _mayReplace))
        {
            return;
        }

        if (File == Expected)
        {
            File = ClaimNext(withPart: !keepPart);
        }

        if (!keepPart)
        {
            Expected = File!;
        }
    }

    /// <summary>
    /// Puts the whole file in its place, in one step, and notes which version it is. What is there and not known to be of the
    /// URL stays, and the file gets a number.
    /// </summary>
    /// <param name="part">The file as it has arrived.</param>
    /// <param name="version">The version; with a length for a file that is known to be complete.</param>
    internal void Take(PartialFile part, Validators version)
    {
        version = version with { WrittenAt = System.IO.File.GetLastWriteTimeUtc(Part).Ticks };
        if (_target.Path is not null)
        {
            NoteAndMove(version, () => part.MoveTo(File!, overwrite: !_target.NoClobber));
            return;
        }

        if (File != Expected && !_index.TryClaim(NameOf(File!), Wanted, _target.Owner, withPart: false, out _mayReplace))
        {
            File = ClaimNext(withPart: false);
        }

        while (true)
        {
            if (!_mayReplace && System.IO.File.Exists(File) && !IsMadeByAnother())
            {
                File = ClaimNext(withPart: false);
            }

            bool isThere = false;
            NoteAndMove(version, () => isThere = part.TryMoveTo(File!, _mayReplace));
            if (isThere)
            {
                return;
            }

            // A file has come there in this very moment, from anywhere.
            Retract();
        }
    }

    // What is noted must not be said of the file that stays when the new one cannot take its place.
    private void NoteAndMove(Validators version, Action move)
    {
        Note(version);
        try
        {
            move();
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            Retract();
            throw;
        }
    }

    private void Retract()
    {
        if (_hasIndex && _target.Owner != default)
        {
            _index.Retract(NameOf(File!), Wanted, _target.Owner);
        }
    }

    /// <summary>Notes which version the file that is there is, where there is an index.</summary>
    internal void NoteFound(Validators version) =>
        FileErrors.Guard(File!, () => Note(version with { WrittenAt = System.IO.File.GetLastWriteTimeUtc(File!).Ticks }));

    // Another process that fetches the same URL at the same time has finished first.
    private bool IsMadeByAnother()
    {
        Validators? found = _index.Find(NameOf(File!));
        return _mayReplace = found is { Length: not null, WrittenAt: not null } && _target.Owner != default
            && found.Owner == _target.Owner.ToString() && found.IsAsNoted(new FileInfo(File!));
    }

    private void Note(Validators version)
    {
        if (!_hasIndex || _target.Owner == default)
        {
            return;
        }

        try
        {
            _index.Note(version with { Name = NameOf(File!), Wanted = Wanted });
        }
        catch (Exception exception) when (FileErrors.IsErrorOfFile(exception))
        {
            // A note of the version before does not fit the file, by its time.
        }
    }

    private string ClaimNext(bool withPart)
    {
        string path;
        do
        {
            path = Reserve(mayMeet: false);
        }
        while (!_index.TryClaim(NameOf(path), Wanted, _target.Owner, withPart, out _mayReplace));
        return path;
    }

    private string Reserve(bool mayMeet) => FileErrors.Guard(
        Expected, () => _target.Names.Reserve(FolderOf(Expected), Wanted!, _target.Owner, mayMeet, out _));

    private static string FolderOf(string path) => Path.GetDirectoryName(path)!;

    private static string NameOf(string path) => Path.GetFileName(path);

    private static string SideName(string name) => Encoding.UTF8.GetByteCount(name) <= LongestSideName
        ? name
        : $"{FileNameParts.Shorten(name, LongestSideName - 33)}.{NameKey.Exact(name)}";

    // Programs write through a link; a file that is renamed would replace it.
    private static string FollowLink(string path) => new FileInfo(path).LinkTarget is null ? path : RealPath.Resolve(path);

    // A rename would put a file in the place of /dev/null.
    private static void RefuseDevice(string path, string real)
    {
        bool isDevice = OperatingSystem.IsWindows()
            ? real.StartsWith(@"\\.\", StringComparison.Ordinal)
            : (real.StartsWith("/dev/", StringComparison.Ordinal) && !real.StartsWith("/dev/shm/", StringComparison.Ordinal))
                || real.StartsWith("/proc/", StringComparison.Ordinal) || real.StartsWith("/sys/", StringComparison.Ordinal);
        if (isDevice)
        {
            throw new FetchException(
                FetchFailureKind.OutFileFailed,
                $"'{path}' is a device, which no file can be put in the place of. Without -OutFile the body is in the result's Content.");
        }
    }
}
