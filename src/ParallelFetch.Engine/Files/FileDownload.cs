using System.Security.Cryptography;
using ParallelFetch.Http;

namespace ParallelFetch.Files;

/// <summary>
/// Brings the body of one fetch into a file: whole or not at all. What an earlier run has left is continued only if the
/// server says that it is still the same file (RFC 9110, section 14). One fetch keeps it over all its tries.
/// </summary>
internal sealed class FileDownload
{
    private readonly FileTarget _target;
    private readonly FetchRequest _request;
    private readonly Uri _uri;
    private FilePlace? _place;
    private FileConditions _conditions;

    internal FileDownload(FetchRequest request)
    {
        _request = request;
        _target = request.File!;
        _uri = request.Uri!;
    }

    /// <summary>The full path of the file, once it is known.</summary>
    internal string? FilePath => _place?.Shown;

    /// <summary>Whether another fetch of the call has the name that this one would have had.</summary>
    internal bool IsRenamed => _place?.IsRenamed == true;

    /// <summary>Finds out what is there already.</summary>
    /// <returns>Whether that is all that is needed.</returns>
    /// <exception cref="FetchException">The file cannot be written.</exception>
    internal async ValueTask<bool> PrepareAsync(FetchSlot slot)
    {
        _place ??= new FilePlace(_target);
        _conditions = default;
        if (_target.NoClobber && File.Exists(_place.File ?? _place.Expected))
        {
            _place.SettleOnEarlier();
            return true;
        }

        // Only what GET fetches is the same the next time; and a range of the user's own is another file.
        if (_request.Method != HttpMethod.Get || _request.Headers.Contains("Range"))
        {
            return false;
        }

        _conditions = FileErrors.Guard(_place.Expected, () => FileConditions.Find(_target, _place, _uri));
        if (_target.Hash is { } hash && _conditions.Found is { } found)
        {
            // The hash says which version is wanted, so there is nothing to ask the server.
            _conditions = _conditions with { Stored = null, Whole = 0 };
            if (await FileErrors.GuardAsync(found, () => hash.MatchesAsync(found, slot.Token)).ConfigureAwait(false))
            {
                _place.SettleOnEarlier();
                return true;
            }
        }

        return false;
    }

    /// <summary>The headers to send: with the conditions that follow from what is there.</summary>
    internal RequestHeaders AddConditions(RequestHeaders headers) =>
        _request.Method == HttpMethod.Get ? _conditions.AddTo(headers, _target.Resume) : headers;

    /// <summary>Forgets what is there: the whole file is asked for.</summary>
    internal void Restart() => _conditions = default;

    /// <summary>Takes a response.</summary>
    /// <exception cref="FetchException">The file cannot be written, or the response is none that it could be made of.</exception>
    internal async Task<FileReception> ReceiveAsync(HttpResponseMessage response, FetchOutcome outcome, FetchSlot slot)
    {
        FileReception reception = _conditions.Judge(response, _uri, isRangeAsked: _request.Headers.Contains("Range"));
        switch (reception)
        {
            case FileReception.UpToDate:
                _place!.SettleOnEarlier();
                return reception;
            case FileReception.Whole or FileReception.Rest:
                _place!.Settle(response, outcome.ResponseUri!, _uri);
                if (_target.NoClobber && File.Exists(_place.File))
                {
                    return FileReception.UpToDate;
                }

                outcome.RawContentLength = await WriteAsync(response, reception == FileReception.Rest ? _conditions.From : 0, slot).ConfigureAwait(false);
                return reception;
            default:
                return reception;
        }
    }

    private async Task<long> WriteAsync(HttpResponseMessage response, long from, FetchSlot slot)
    {
        string path = _place!.File!;
        SafeDirectory.RefuseEscape(_target.Path is null ? _target.Directory : null, path);
        using IncrementalHash? hash = _target.Hash is null ? null : IncrementalHash.CreateHash(_target.Hash.Algorithm);
        Validators validators = Validators.Of(response, _uri);

        // Decoded bytes are not those that a range counts.
        bool isResumable = _target.Resume && _request.Method == HttpMethod.Get && validators.ForRange is not null && !IsCoded(response);
        using PartialFile file = PartialFile.Open(_place, from);
        if (isResumable && from == 0)
        {
            FileErrors.Guard(path, () => validators.Save(_place.PartInfo));
        }

        if (hash is not null && from > 0)
        {
            await FileErrors.GuardAsync(path, () => file.HashAsync(hash, slot.Token)).ConfigureAwait(false);
        }

        file.SeekEnd();
        long length = from;
        long unflushed = 0;
        try
        {
            await BodyReader.CopyAsync(
                response,
                async (bytes, token) =>
                {
                    hash?.AppendData(bytes.Span);
                    await file.WriteAsync(bytes, token).ConfigureAwait(false);
                    length += bytes.Length;
                    unflushed += bytes.Length;
                    if (isResumable && unflushed >= PartialFile.FlushEvery)
                    {
                        file.Flush(validators);
                        unflushed = 0;
                    }
                },
                _request.Options.MaximumBodySize,
                slot,
                from).ConfigureAwait(false);
        }
        catch (Exception exception) when (isResumable && exception is not FetchException { Kind: FetchFailureKind.MaximumBodySizeExceeded or FetchFailureKind.OutFileFailed })
        {
            file.Keep(validators);
            throw;
        }

        CheckLength(response, from, length);
        Verify(hash);
        file.Commit(response.Content.Headers.LastModified, _target.FlushToDisk);
        if (_target.IfChanged && _request.Method == HttpMethod.Get)
        {
            FileErrors.Guard(path, () => (validators with { Name = Path.GetFileName(path), Wanted = _place.Wanted, Length = length }).Save(_place.Info));
        }

        return length;
    }

    private static bool IsCoded(HttpResponseMessage response) => response.Content.Headers.NonValidated.Contains("Content-Encoding");

    private static void CheckLength(HttpResponseMessage response, long from, long length)
    {
        if (from > 0 && response.Content.Headers.ContentRange is { HasLength: true } range && range.Length != length)
        {
            throw new FetchException(
                FetchFailureKind.ProtocolError,
                $"The rest of the file makes {length:N0} bytes of it instead of the {range.Length:N0} that were announced. Try again; the whole file is fetched then.");
        }
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
