using System.Net;
using System.Security.Cryptography;
using ParallelFetch.Http;

namespace ParallelFetch.Files;

/// <summary>What became of a response that was meant for a file.</summary>
internal enum FileReception
{
    /// <summary>The file is as it should be.</summary>
    Done,

    /// <summary>It is none for a file (an error status, or 304): its body is read into memory.</summary>
    NotForFile,

    /// <summary>The part that is there does not fit it: the whole file has to be asked for.</summary>
    Restart,
}

/// <summary>
/// Brings the body of one fetch into a file: whole or not at all. What an earlier run has left is continued only if the
/// server says that it is still the same file (RFC 9110, section 14).
/// </summary>
internal sealed class FileDownload
{
    private readonly FileTarget _target;
    private readonly Uri _uri;
    private readonly bool _isGet;
    private string? _path;
    private string? _expected;
    private long _have;
    private Validators? _known;

    internal FileDownload(FileTarget target, FetchRequest request)
    {
        _target = target;
        _uri = request.Uri!;
        _isGet = request.Method == HttpMethod.Get;
    }

    /// <summary>The full path of the file, once it is known.</summary>
    internal string? FilePath => _path;

    /// <summary>Whether the file is there already and is to be left alone.</summary>
    internal bool IsPresent => _path is not null && _target.NoClobber && File.Exists(_path);

    /// <summary>Finds out what is there already.</summary>
    /// <exception cref="FetchException">The file cannot be written.</exception>
    internal void Prepare()
    {
        // In a directory the server may still give another name; what is there under the URL's own is looked at first.
        string expected = _expected = _target.Path ?? PartialFile.Guard(_target.Directory!, () => Path.Combine(_target.Directory!, FileNames.FromResponse(null, _uri)));
        if (_target.Path is not null)
        {
            _path = expected;
        }

        if (_target.NoClobber && File.Exists(expected))
        {
            _path = expected;
            return;
        }

        // Only what GET fetches is the same the next time.
        if (!_isGet)
        {
            return;
        }

        if (_target.Resume)
        {
            _have = PartialFile.LengthOf(expected);
            _known = _have > 0 ? Validators.Load(PartialFile.InfoPathOf(expected), _uri) : null;
            _have = _known?.ForRange is null ? 0 : _have;
        }

        if (_have == 0 && _target.IfChanged && File.Exists(expected))
        {
            _known = Validators.Load(InfoPathOf(expected), _uri)
                ?? new Validators(string.Empty, null, File.GetLastWriteTimeUtc(expected).ToString("r", System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The headers to send: with the conditions that follow from what is there.</summary>
    internal RequestHeaders AddConditions(RequestHeaders headers)
    {
        if (_target.Resume)
        {
            // Ranges count the bytes as they are sent, so they have to be those of the file.
            headers = headers.With(new RequestHeader("Accept-Encoding", "identity"), out _)!;
        }

        if (_have > 0)
        {
            headers = headers.With(new RequestHeader("Range", FormattableString.Invariant($"bytes={_have}-")), out _)!;
            return headers.With(new RequestHeader("If-Range", _known!.ForRange!), out _, validate: false)!;
        }

        if (_known is not null)
        {
            return _known.ETag is { } tag
                ? headers.With(new RequestHeader("If-None-Match", tag), out _, validate: false)!
                : _known.LastModified is { } time ? headers.With(new RequestHeader("If-Modified-Since", time), out _, validate: false)! : headers;
        }

        return headers;
    }

    /// <summary>Forgets what is there: the whole file is asked for.</summary>
    internal void Restart()
    {
        _have = 0;
        _known = null;
    }

    /// <summary>Takes a response.</summary>
    internal async Task<FileReception> ReceiveAsync(HttpResponseMessage response, FetchOutcome outcome, FetchSlot slot)
    {
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && _have > 0)
        {
            return FileReception.Restart;
        }

        if (response.StatusCode == HttpStatusCode.NotModified && _known is not null)
        {
            _path ??= _expected;
            return FileReception.Done;
        }

        bool isPart = response.StatusCode == HttpStatusCode.PartialContent;
        // A range that the user asked for is what the user wants in the file.
        bool isAsked = isPart && _have == 0 && outcome.Request.Headers.Contains("Range");
        if (isPart && !isAsked && !Continues(response))
        {
            return _have > 0
                ? FileReception.Restart
                : throw new FetchException(FetchFailureKind.ProtocolError, "The server sent a part of the file although the whole was asked for.");
        }

        if (!isPart && !response.IsSuccessStatusCode)
        {
            return FileReception.NotForFile;
        }

        NameFile(response, outcome.ResponseUri!);
        if (IsPresent)
        {
            outcome.IsSkipped = true;
            return FileReception.Done;
        }

        outcome.RawContentLength = await WriteAsync(response, append: isPart && !isAsked, outcome.Request.Options.MaximumBodySize, slot).ConfigureAwait(false);
        return FileReception.Done;
    }

    private static string InfoPathOf(string file) => Path.Combine(Path.GetDirectoryName(file)!, $".{Path.GetFileName(file)}.info");

    // The range has to begin where the part ends, and the file to be the one that the part is of: a server that ignores
    // If-Range, or lies, would otherwise make one file of two versions.
    private bool Continues(HttpResponseMessage response)
    {
        var range = response.Content.Headers.ContentRange;
        if (_have == 0 || range is not { Unit: "bytes", HasRange: true } || range.From != _have
            || (range.HasLength && range.To != range.Length - 1))
        {
            return false;
        }

        Validators now = Validators.Of(response, _uri);
        return now.ETag is null || _known!.ETag is null ? now.LastModified is null || now.LastModified == _known!.LastModified || now.ETag == _known.ETag : now.ETag == _known.ETag;
    }

    private void NameFile(HttpResponseMessage response, Uri finalUri)
    {
        if (_target.Path is not null)
        {
            return;
        }

        string? disposition = response.Content.Headers.NonValidated.TryGetValues("Content-Disposition", out var values) ? values.ToString() : null;
        string name = FileNames.FromResponse(disposition, finalUri);
        _path = PartialFile.Guard(_target.Directory!, () => _target.Names.Reserve(_target.Directory!, name, out _));
    }

    private async Task<long> WriteAsync(HttpResponseMessage response, bool append, long maximum, FetchSlot slot)
    {
        string path = _path!;
        SafeDirectory.RefuseEscape(_target.Directory, path);
        using IncrementalHash? hash = _target.Hash is null ? null : IncrementalHash.CreateHash(_target.Hash.Algorithm);
        if (append && hash is not null)
        {
            await PartialFile.HashAsync(path, hash, slot.Token).ConfigureAwait(false);
        }

        Validators validators = Validators.Of(response, _uri);
        using PartialFile file = PartialFile.Open(path, append);
        if (_target.Resume && validators.ForRange is not null)
        {
            PartialFile.Guard(path, () =>
            {
                validators.Save(PartialFile.InfoPathOf(path));
                return true;
            });
        }

        long before = append ? _have : 0;
        long length;
        try
        {
            length = before + await BodyReader.CopyAsync(
                response,
                async (bytes, token) =>
                {
                    hash?.AppendData(bytes.Span);
                    await file.WriteAsync(bytes, token).ConfigureAwait(false);
                },
                maximum == 0 ? 0 : Math.Max(1, maximum - before),
                slot).ConfigureAwait(false);
        }
        catch (Exception exception) when (_target.Resume && validators.ForRange is not null && exception is not FetchException { Kind: FetchFailureKind.MaximumBodySizeExceeded })
        {
            file.Keep();
            throw;
        }

        Verify(hash);
        file.Commit(response.Content.Headers.LastModified, _target.FlushToDisk);
        if (_target.IfChanged)
        {
            PartialFile.Guard(path, () =>
            {
                validators.Save(InfoPathOf(path));
                return true;
            });
        }

        return length;
    }

    private void Verify(IncrementalHash? hash)
    {
        if (hash is null)
        {
            return;
        }

        byte[] found = hash.GetHashAndReset();
        if (!found.AsSpan().SequenceEqual(_target.Hash!.Value))
        {
            throw new FetchException(
                FetchFailureKind.FileHashMismatch,
                $"The file has the hash {_target.Hash.Describe(found)} instead of {_target.Hash}, so it was not kept. It was changed, on the server or on the way.");
        }
    }
}
