using System.Net;
using System.Security.Cryptography;
using ParallelFetch.Http;
using ParallelFetch.Http.Decompression;

namespace ParallelFetch.Files;

/// <summary>
/// Brings the body of one fetch into a file: whole or not at all. What an earlier run has left is continued only if the
/// server says that it is still the same file (RFC 9110, section 14). One fetch keeps it over all its tries.
/// </summary>
internal sealed class FileDownload
{
    private readonly FileTarget _target;
    private readonly FetchRequest _request;
    private FilePlace? _place;
    private FileConditions _conditions;
    private bool _isOtherForm;
    private bool _hasTriedOtherForm;
    private bool _isAgain;

    internal FileDownload(FetchRequest request)
    {
        _request = request;
        _target = request.File!.For(request);
    }

    /// <summary>The full path of the file, once it is known.</summary>
    internal string? FilePath => _place?.Shown;

    /// <summary>The length of the file that was left alone, in bytes.</summary>
    internal long Length { get; private set; }

    /// <summary>Whether another file has the name that this one would have had.</summary>
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
            LeaveAlone();
            return true;
        }

        // Only what GET fetches is the same the next time; and a range of the user's own is another file.
        if (_request.Method != HttpMethod.Get || _request.Headers.Contains("Range"))
        {
            return false;
        }

        _conditions = FileErrors.Guard(_place.Expected, () => FileConditions.Find(_target, _place));
        if (_target.Hash is { } hash && _conditions.Found is { } found)
        {
            // The hash says which version is wanted, so there is nothing to ask the server.
            _conditions = _conditions with { Stored = null, Whole = 0, IsKnown = false };
            if (await FileErrors.GuardAsync(found, () => hash.MatchesAsync(found, slot.Token)).ConfigureAwait(false))
            {
                LeaveAlone();
                return true;
            }
        }
        else if (_conditions is { IsKnown: true, Stored.IsEmpty: true } && !_target.IfChanged)
        {
            // It came whole, and there is nothing to ask the server by.
            LeaveAlone();
            return true;
        }

        return false;
    }

    /// <summary>The headers to send: with the conditions that follow from what is there.</summary>
    internal RequestHeaders AddConditions(RequestHeaders headers) =>
        _request.Method == HttpMethod.Get ? _conditions.AddTo(headers, _isAgain || StoredForm.WantsIdentity(_request, _place!.Expected)) : headers;

    /// <summary>Forgets what is there: the whole file is asked for.</summary>
    internal void Restart() => _conditions = default;

    /// <summary>Takes a response.</summary>
    /// <exception cref="FetchException">The file cannot be written, or the response is none that it could be made of.</exception>
    internal async Task<FileReception> ReceiveAsync(HttpResponseMessage response, FetchOutcome outcome, FetchSlot slot)
    {
        bool keepsCoding = StoredForm.IsKeptInFile(_request, response, _place!.Expected);
        FileReception reception = _conditions.Judge(response, isRangeAsked: _request.Headers.Contains("Range"), keepsCoding);
        switch (reception)
        {
            case FileReception.UpToDate:
                LeaveAlone();
                NoteConfirmed(response);
                outcome.RawContentLength = Length;
                return reception;
            case FileReception.Whole or FileReception.Rest:
                _place.Settle(response, outcome.ResponseUri!, _request);
                if (_target.NoClobber && File.Exists(_place.File))
                {
                    LeaveAlone();
                    outcome.RawContentLength = Length;
                    return FileReception.UpToDate;
                }

                if (await WriteAsync(response, reception == FileReception.Rest, slot).ConfigureAwait(false) is not { } length)
                {
                    return FileReception.Restart;
                }

                outcome.RawContentLength = length;
                return reception;
            case FileReception.NotForFile when !_target.Resume:
                PartialFile.DiscardAbandoned(_place!);
                return reception;
            default:
                return reception;
        }
    }

    private void LeaveAlone()
    {
        _place!.SettleOnEarlier();
        PartialFile.DiscardAbandoned(_place);
        Length = FileErrors.Guard(_place.File!, () => new FileInfo(_place.File!).Length);
    }

    // The server has said that a file of unknown origin is its own.
    private void NoteConfirmed(HttpResponseMessage response)
    {
        if (!_conditions.IsKnown)
        {
            Validators said = Validators.Of(response, _target.Owner);
            if (said.LastModified is null || said.LastModified != _conditions.Stored?.LastModified)
            {
                // That it is not newer does not make it this URL's.
                return;
            }

            _place!.NoteFound(said with { LastModified = said.LastModified ?? _conditions.Stored?.LastModified, Length = Length });
        }
    }

    /// <returns>The length of the file; null to ask for the whole once more.</returns>
    private async Task<long?> WriteAsync(HttpResponseMessage response, bool isRest, FetchSlot slot)
    {
        ClaimName(isRest);
        string path = _place!.File!;
        bool isCoded = response.Content.Headers.NonValidated.Contains("Content-Encoding");
        bool keepsCoding = StoredForm.IsKeptInFile(_request, response, path) ^ _isOtherForm;
        using IncrementalHash? hash = _target.Hash is null ? null : IncrementalHash.CreateHash(_target.Hash.Algorithm);
        Validators validators = Validators.Of(response, _target.Owner);

        // A range that the user asked for is a file of its own, which no later run may take for the whole.
        bool isWhole = isRest || response.StatusCode != HttpStatusCode.PartialContent;

        // Decoded bytes are not those that a range counts.
        bool isResumable = _target.Resume && _request.Method == HttpMethod.Get && isWhole && validators.ForRange is not null && (keepsCoding || !isCoded);
        long length = isRest ? _conditions.Part : 0;
        using PartialFile file = PartialFile.Open(_place, length);
        if (!isRest)
        {
            // Before the first byte: the note of another version, or of another URL, must not be found beside these.
            FileErrors.Guard(path, () => Validators.SaveOrDelete(isResumable ? validators : null, _place.PartInfo));
        }

        if (hash is not null && isRest)
        {
            slot.StopWaiting();
            await FileErrors.GuardAsync(path, () => file.HashAsync(hash, slot.Token)).ConfigureAwait(false);
        }

        int overlap = isRest ? 1 : 0;
        bool isForeign = false;
        long unflushed = 0;
        file.SeekEnd();
        try
        {
            await BodyReader.CopyAsync(
                response,
                async (bytes, token) =>
                {
                    if (overlap > 0)
                    {
                        isForeign = bytes.Span[0] != file.ReadLast();
                        RefuseForeign(isForeign);
                        bytes = bytes[overlap..];
                        overlap = 0;
                    }

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
                keepsCoding,
                slot,
                isRest ? _conditions.From : 0).ConfigureAwait(false);
        }
        catch (Exception exception) when (isResumable && !isForeign && exception is not FetchException { Kind: FetchFailureKind.MaximumBodySizeExceeded or FetchFailureKind.OutFileFailed })
        {
            file.Keep(validators);
            throw;
        }

        if (isRest)
        {
            CheckLength(response, length);
        }

        if (hash is not null && FindMismatch(hash) is { } mismatch)
        {
            return MayBeMended(isRest, isCoded) ? null : throw mismatch;
        }

        bool isComplete = isWhole && _request.Method == HttpMethod.Get;
        file.Commit(
            isWhole ? response.Content.Headers.LastModified : null,
            _target,
            isComplete ? validators with { Length = length, IsCoded = isCoded && !keepsCoding } : validators with { ETag = null, LastModified = null });
        return length;
    }

    private void ClaimName(bool isRest)
    {
        string? directory = _target.Path is null ? _target.Directory : null;
        SafeDirectory.RefuseEscape(directory, _place!.Expected);
        SafeDirectory.RefuseEscape(directory, _place.File!);
        FileErrors.Guard(_place.Expected, () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_place.Expected)!);
            _place.Claim(keepPart: isRest);
        });
        try
        {
            // A numbered name may be that of a link as well.
            SafeDirectory.RefuseEscape(directory, _place.File!);
        }
        catch (FetchException)
        {
            PartialFile.DiscardAbandoned(_place);
            throw;
        }
    }

    private static void RefuseForeign(bool isForeign)
    {
        if (isForeign)
        {
            throw new FetchException(
                FetchFailureKind.ProtocolError,
                "The rest of the file does not begin with the byte that the part ends with, though the server says that it is the same version. Try again; the whole file is fetched then.");
        }
    }

    private static void CheckLength(HttpResponseMessage response, long length)
    {
        if (response.Content.Headers.ContentRange is { HasLength: true } range && range.Length != length)
        {
            throw new FetchException(
                FetchFailureKind.ProtocolError,
                $"The rest of the file makes {length:N0} bytes of it instead of the {range.Length:N0} that were announced. Try again; the whole file is fetched then.");
        }
    }

    // A part may have been damaged, and so may what came whole. A coding may be the publisher's or the server's, and only the
    // hash tells which.
    private bool MayBeMended(bool isRest, bool isCoded)
    {
        _isOtherForm = !isRest && isCoded && !_request.Options.SkipDecompression && !_hasTriedOtherForm;
        if (_isOtherForm)
        {
            return _hasTriedOtherForm = true;
        }

        bool mayAskAgain = isRest || (!_isAgain && MayBeSentTwice);
        _isAgain = true;
        return mayAskAgain;
    }

    // Who allows no retry has nothing sent twice.
    private bool MayBeSentTwice =>
        _request.Method == HttpMethod.Get && _request.Body is null or { CanBeResent: true } && _request.Options.Retry.MaximumCount > 0;

    private FetchException? FindMismatch(IncrementalHash hash)
    {
        byte[] found = hash.GetHashAndReset();
        return found.AsSpan().SequenceEqual(_target.Hash!.Value) ? null : new FetchException(
            FetchFailureKind.FileHashMismatch,
            $"The file has the hash {_target.Hash.Describe(found)} instead of {_target.Hash}, so it was not kept. It was changed, on the server or on the way.");
    }
}
