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
    private readonly string _sideBase;
    private string? _remembered;
    private string? _rememberedWanted;

    /// <exception cref="FetchException">There can be no file there.</exception>
    internal FilePlace(FileTarget target)
    {
        _target = target;
        Expected = target.Path is { } path ? FileErrors.Guard(path, () => FollowLink(path)) : target.Reserved!;
        _sideBase = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Expected)!, "." + SideName(System.IO.Path.GetFileName(Expected)));
        if (target.Path is not null)
        {
            RefuseDevice(target.Path, Expected);
            File = Expected;
        }
    }

    /// <summary>Where the file is taken to be as long as the server has not given it another name.</summary>
    internal string Expected { get; }

    /// <summary>Where the file really is; null as long as it has no name.</summary>
    internal string? File { get; private set; }

    /// <summary>What the user is told: the path as it was given, though there may be a link at its place.</summary>
    internal string? Shown => File is null ? null : _target.Path ?? File;

    /// <summary>The name that it would have if no other fetch of the call had taken it.</summary>
    internal string? Wanted { get; private set; }

    /// <summary>Whether another fetch of the call has the name that this one would have had.</summary>
    internal bool IsRenamed => _target.Path is null && File is not null && Wanted is not null && System.IO.Path.GetFileName(File) != Wanted;

    /// <summary>Where an earlier run has put it.</summary>
    internal string Earlier => _remembered ?? Expected;

    /// <summary>The file while it arrives.</summary>
    internal string Part => _sideBase + ".partial";

    /// <summary>Of which version of the file the part is.</summary>
    internal string PartInfo => _sideBase + ".partial.info";

    /// <summary>Which version of the file is there (-IfChanged).</summary>
    internal string Info => _sideBase + ".info";

    /// <summary>Takes the name of an earlier run again, unless another fetch of this one has it by now.</summary>
    /// <param name="name">The name it got.</param>
    /// <param name="wanted">The name it would have had.</param>
    internal bool Remember(string? name, string? wanted)
    {
        if (_target.Path is not null || name is null || _remembered is not null || name == System.IO.Path.GetFileName(Expected))
        {
            _rememberedWanted ??= wanted;
            return true;
        }

        string path = System.IO.Path.Join(_target.Directory, name);
        if (name.Length == 0 || FileNames.Sanitize(name) != name || !_target.Names.ReserveExact(path))
        {
            return false;
        }

        _remembered = path;
        _rememberedWanted = wanted;
        return true;
    }

    /// <summary>It stays where it was in an earlier run.</summary>
    internal void SettleOnEarlier()
    {
        Wanted ??= _rememberedWanted;
        File ??= Earlier;
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
        Wanted = FileNames.FromResponse(disposition, finalUri);
        File = Wanted == _rememberedWanted ? Earlier
            : Wanted == FileNames.FromResponse(null, request.Uri!) ? Expected
            : FileErrors.Guard(_target.Directory!, () => _target.Reserve(Wanted, request));
    }

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
