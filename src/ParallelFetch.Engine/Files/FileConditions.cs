using System.Net;
using System.Net.Http.Headers;
using ParallelFetch.Http;

namespace ParallelFetch.Files;

/// <summary>
/// What is there of a file before the server is asked, the conditions that follow from it, and what an answer to them
/// means (RFC 9110, sections 13 and 14).
/// </summary>
/// <param name="Part">The length of a part that may be continued, in bytes; 0 for none.</param>
/// <param name="Whole">The length of a file that may be complete (-Resume), in bytes; 0 for none.</param>
/// <param name="Stored">Which version the part or the file is of.</param>
/// <param name="Found">The path of the file that is there; null for none.</param>
internal readonly record struct FileConditions(long Part, long Whole, Validators? Stored, string? Found)
{
    /// <summary>
    /// Where the rest begins. The last byte that is there is asked for again: then there is always something to send, and
    /// the answer tells a part that is complete already from one of another version.
    /// </summary>
    internal long From => Part + Whole - 1;

    /// <summary>Whether the file is known to be the complete one of this URL, in the version that is stored.</summary>
    internal bool IsKnown { get; init; }

    /// <summary>Looks at what is there.</summary>
    internal static FileConditions Find(FileTarget target, FilePlace place)
    {
        if (target.Resume && Validators.Load(place.PartInfo, target.Owner) is { ForRange: not null } ofPart && PartialFile.LengthOf(place, ofPart.Flushed) is > 0 and long part)
        {
            return new FileConditions(part, 0, ofPart, null);
        }

        if (!target.IfChanged && !target.Resume)
        {
            return default;
        }

        var file = new FileInfo(place.File ?? place.Expected);
        if (!file.Exists || file.LinkTarget is not null)
        {
            return default;
        }

        if (place.Known is { Length: not null } known)
        {
            // A file that has been changed since is not the server's any more.
            bool isIntact = known.IsAsNoted(file);

            // The last byte tells more than a condition: the length with it.
            bool isProbed = isIntact && !target.IfChanged && known is { ForRange: not null, IsCoded: false };
            return new FileConditions(0, isProbed ? file.Length : 0, isIntact ? known : null, file.FullName) { IsKnown = isIntact };
        }

        // One that is known to be of another URL never was this one's, and that an empty one is newer than the server's says nothing.
        Validators? stored = place.IsOfOther || file.Length == 0 ? null : Validators.OfTime(file.FullName, target.Owner);
        return target.IfChanged
            ? new FileConditions(0, 0, stored, file.FullName)
            : new FileConditions(0, stored is null ? 0 : file.Length, stored, file.FullName);
    }

    /// <summary>The headers with the conditions.</summary>
    internal RequestHeaders AddTo(RequestHeaders headers, bool wantsIdentity)
    {
        if (wantsIdentity)
        {
            // Ranges and hashes are about the bytes as they are sent, so they have to be those of the file.
            headers = Set(headers, "Accept-Encoding", "identity");
        }

        if (Stored is null)
        {
            return headers;
        }

        if (Part + Whole > 0)
        {
            return Set(Set(headers, "Range", FormattableString.Invariant($"bytes={From}-")), "If-Range", Stored.ForRange!);
        }

        return Stored.ETag is { } tag
            ? Set(headers, "If-None-Match", tag)
            : Stored.LastModified is { } time ? Set(headers, "If-Modified-Since", time) : headers;
    }

    /// <summary>Says what a response means.</summary>
    /// <exception cref="FetchException">It is none that could be meant.</exception>
    internal FileReception Judge(HttpResponseMessage response, bool isRangeAsked, bool keepsCoding)
    {
        bool isContinued = Stored is not null && Part + Whole > 0;
        return response.StatusCode switch
        {
            HttpStatusCode.OK when IsKnown && Shows(response, keepsCoding) => FileReception.UpToDate,
            HttpStatusCode.PartialContent when IsKnown && !keepsCoding && IsCoded(response) && Stored!.IsShownBy(Validators.Of(response, default)) => FileReception.UpToDate,
            HttpStatusCode.NotModified when Stored is not null && !isContinued => IsOlderThanFile(response) ? FileReception.Restart : FileReception.UpToDate,
            HttpStatusCode.RequestedRangeNotSatisfiable when isContinued => FileReception.Restart,
            HttpStatusCode.PartialContent when isContinued => Continues(response, keepsCoding) ? Whole > 0 ? FileReception.UpToDate : FileReception.Rest : FileReception.Restart,
            HttpStatusCode.PartialContent when !isRangeAsked =>
                throw new FetchException(FetchFailureKind.ProtocolError, "The server sent a part of the file although the whole was asked for."),
            _ => response.IsSuccessStatusCode && HasBody(response) ? FileReception.Whole : FileReception.NotForFile,
        };
    }

    // An answer without a body says nothing about what is in the file (RFC 9110, sections 9.3.2, 15.3.5 and 15.3.6).
    private static bool HasBody(HttpResponseMessage response) =>
        response.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.ResetContent) && response.RequestMessage?.Method != HttpMethod.Head;

    // The range has to begin where the part ends and go to the end of the file, wherever that is; and the file to be the
    // one that the part is of: a server that ignores If-Range, or lies, would otherwise make one file of two versions.
    private bool Continues(HttpResponseMessage response, bool keepsCoding)
    {
        HttpContentHeaders content = response.Content.Headers;
        return content.ContentRange is { Unit: "bytes", HasRange: true, HasLength: true } range
            && range.From == From
            && range.To == range.Length - 1
            && (Whole == 0 || range.Length == Whole)
            && (keepsCoding || !IsCoded(response))
            && Stored!.IsSameVersion(Validators.Of(response, default));
    }

    // A 304 to a time says "not newer than that". Where the server's own time is another one, a file of unknown origin is not its.
    private bool IsOlderThanFile(HttpResponseMessage response) =>
        Stored!.IsTimeOfFile && Validators.Of(response, default).LastModified is { } time && time != Stored.LastModified;

    // A server that knows no conditions sends the file again, but its fields say that it is the one that is here.
    private bool Shows(HttpResponseMessage response, bool keepsCoding)
    {
        HttpContentHeaders content = response.Content.Headers;
        return Stored!.IsShownBy(Validators.Of(response, default))
            && (content.ContentLength is null || content.ContentLength == Stored.Length || (!keepsCoding && IsCoded(response)));
    }

    // Unless it is kept as it comes, what comes is not what is stored, so that its length says nothing.
    private static bool IsCoded(HttpResponseMessage response) => response.Content.Headers.NonValidated.Contains("Content-Encoding");

    private static RequestHeaders Set(RequestHeaders headers, string name, string value) =>
        headers.With(new RequestHeader(name, value), out _, validate: false)!;
}
