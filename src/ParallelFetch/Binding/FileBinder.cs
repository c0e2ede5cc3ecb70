using ParallelFetch.Files;

namespace ParallelFetch.Binding;

/// <summary>Makes the target of -OutFile, -OutDirectory and what goes with them.</summary>
internal sealed class FileBinder
{
    private readonly FilePaths _paths;
    private readonly FileTarget _common;
    private readonly NameRegistry _names;
    private string? _kept;

    /// <summary>Creates the binder of a call.</summary>
    /// <param name="paths">Resolves paths.</param>
    /// <param name="names">The names that the fetches of the call have taken.</param>
    /// <param name="common">What holds for all its files.</param>
    internal FileBinder(FilePaths paths, NameRegistry names, FileTarget common)
    {
        _paths = paths;
        _names = names;
        _common = common;
    }

    /// <summary>The request with its file, if it has one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="parameters">What was given; <see cref="Check"/> has found nothing wrong with it.</param>
    /// <param name="hash">The hash that it read there.</param>
    /// <param name="failure">Why there can be no such file.</param>
    internal FetchRequest Apply(FetchRequest request, in UrlParameters parameters, FileHash? hash, out FetchFailure? failure)
    {
        bool hasFile = !string.IsNullOrEmpty(parameters.OutFile);
        if (!hasFile && string.IsNullOrEmpty(parameters.OutDirectory))
        {
            failure = IsAboutFiles(hash is not null) ? MissingPlace() : null;
            return request;
        }

        try
        {
            FileTarget target = TargetOf(hasFile ? parameters.OutFile! : parameters.OutDirectory!, isDirectory: !hasFile) with { Hash = hash };
            failure = target.Path is null ? null : Take(target.Path);
            return failure is null ? request.WithFile(target) : request;
        }
        catch (BodyException exception)
        {
            failure = Failed(exception.Message);
            return request;
        }
    }

    /// <summary>Sees to it that no body goes to a file that the call needs itself.</summary>
    internal void KeepFree(string path)
    {
        _names.ReserveExact(path);
        _kept = path;
    }

    /// <summary>Why there can be no files at the place given for the call; null when there can, or none is given.</summary>
    /// <param name="parameters">The values.</param>
    /// <param name="mayAddPlace">Whether a place may come with each URL.</param>
    internal FetchFailure? CheckPlace(in UrlParameters parameters, bool mayAddPlace)
    {
        if (!mayAddPlace && string.IsNullOrEmpty(parameters.OutFile) && string.IsNullOrEmpty(parameters.OutDirectory) && IsAboutFiles(parameters.FileHash is { Length: > 0 }))
        {
            return MissingPlace();
        }

        try
        {
            foreach (string? path in (string?[])[parameters.OutFile, parameters.OutDirectory])
            {
                if (!string.IsNullOrEmpty(path))
                {
                    TargetOf(path, isDirectory: false);
                }
            }

            return null;
        }
        catch (BodyException exception)
        {
            return Failed(exception.Message);
        }
    }

    /// <summary>What is wrong with the values, whatever the URL; null when nothing is.</summary>
    internal static FetchFailure? Check(in UrlParameters parameters, out FileHash? hash)
    {
        hash = null;
        bool hasFile = !string.IsNullOrEmpty(parameters.OutFile);
        bool hasDirectory = !string.IsNullOrEmpty(parameters.OutDirectory);
        if (hasFile && hasDirectory)
        {
            return Failed("A body goes to one place: give OutFile or OutDirectory.");
        }

        if (string.IsNullOrWhiteSpace(parameters.FileHash))
        {
            return null;
        }

        return FileHash.TryParse(parameters.FileHash, out hash)
            ? null
            : new FetchFailure(
                FetchFailureKind.InvalidFileHash,
                $"'{parameters.FileHash}' is not a hash: write algorithm:hexadecimal, such as sha256:9f86d081…, with md5, sha1, sha256, sha384 or sha512.");
    }

    private static FetchFailure MissingPlace() => Failed("Resume, NoClobber, IfChanged, FileHash and Layout are about files: give OutFile or OutDirectory, too.");

    private bool IsAboutFiles(bool hasHash) => hasHash || _common.Resume || _common.NoClobber || _common.IfChanged || _common.Layout != FileLayout.Flat;

    private FetchFailure? Take(string path)
    {
        if (FileTarget.IsSideName(Path.GetFileName(path)))
        {
            return Failed($"'{path}' has a name such as parts of files have while they arrive. Give another one.");
        }

        if (_names.ReserveExact(path))
        {
            return null;
        }

        return Failed(path == _kept
            ? $"'{path}' is the checkpoint file of this call. Give another file."
            : $"Another URL of this call goes to the file '{path}' already. Give each its own, for instance -OutFile {{ \"$($_.Id).html\" }}, or use -OutDirectory.");
    }

    private static FetchFailure Failed(string message) => new(FetchFailureKind.OutFileFailed, message);

    private FileTarget TargetOf(string path, bool isDirectory)
    {
        string full = _paths.ResolveForWriting(path);
        bool isMeantAsDirectory = isDirectory || Path.EndsInDirectorySeparator(path) || Directory.Exists(full);
        return isMeantAsDirectory ? _common with { Directory = Path.TrimEndingDirectorySeparator(full) } : _common with { Path = full };
    }
}
