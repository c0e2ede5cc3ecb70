using System.Net;

namespace ParallelFetch.Http.Decompression;

/// <summary>
/// Whether a body is decoded or kept as it came. Decoded is what Content and a page in a file are. As it came is what was
/// published under a hash or under a name or type that is itself a compressed one: servers label an archive.tar.gz with
/// Content-Encoding: gzip, and whoever undoes that has a file of another format than its name says. curl and wget keep it.
/// </summary>
internal static class StoredForm
{
    // Formats that are compressed themselves, so that nothing is gained by another coding; null where no coding has the name.
    private static readonly Dictionary<string, string?> CompressedNames = new(StringComparer.OrdinalIgnoreCase)
    {
        [".gz"] = "gzip", [".tgz"] = "gzip", [".taz"] = "gzip", [".svgz"] = "gzip", [".emz"] = "gzip", [".wmz"] = "gzip",
        [".br"] = "br", [".tbr"] = "br", [".zz"] = "deflate",
        [".zip"] = null, [".bz2"] = null, [".tbz2"] = null, [".xz"] = null, [".txz"] = null, [".zst"] = null, [".tzst"] = null,
        [".lz4"] = null, [".7z"] = null, [".rar"] = null, [".cab"] = null, [".jar"] = null, [".apk"] = null, [".nupkg"] = null, [".whl"] = null,
    };

    private static readonly Dictionary<string, string> CodingsOfTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["application/gzip"] = "gzip", ["application/x-gzip"] = "gzip", ["application/x-tgz"] = "gzip", ["application/x-compressed-tar"] = "gzip",
        ["application/x-brotli"] = "br", ["application/zlib"] = "deflate",
    };

    /// <summary>Whether a response's body stays as it came.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="response">The response.</param>
    internal static bool IsKept(FetchRequest request, HttpResponseMessage response) =>
        request.Options.SkipDecompression

        // A part of coded data cannot be decoded by itself.
        || (response.StatusCode == HttpStatusCode.PartialContent && request.Headers.Contains("Range"));

    /// <summary>Whether a response's body goes into a file as it came.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="response">The response.</param>
    /// <param name="path">The file.</param>
    internal static bool IsKeptInFile(FetchRequest request, HttpResponseMessage response, string path) =>
        IsKept(request, response)
        || request.Headers.HasOwnAcceptEncoding
        || request.File!.Hash is not null
        || IsOwnCoding(response, path);

    /// <summary>Whether a file is to be asked for without a coding, so that its bytes are those of the server's own file.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="path">The file that is expected.</param>
    internal static bool WantsIdentity(FetchRequest request, string path) =>
        request.File!.Resume
        || (!request.Headers.HasOwnAcceptEncoding && (request.File.Hash is not null || CompressedNames.ContainsKey(Path.GetExtension(path))));

    // The coding that the server names is the file's own format, and not something that was done to the file.
    private static bool IsOwnCoding(HttpResponseMessage response, string path)
    {
        if (BodyDecompression.CodingsOf(response.Content.Headers) is not [string coding])
        {
            return false;
        }

        coding = coding.StartsWith("x-", StringComparison.OrdinalIgnoreCase) ? coding[2..] : coding;
        return coding.Equals(CompressedNames.GetValueOrDefault(Path.GetExtension(path)), StringComparison.OrdinalIgnoreCase)
            || coding.Equals(CodingsOfTypes.GetValueOrDefault(response.Content.Headers.ContentType?.MediaType ?? string.Empty), StringComparison.OrdinalIgnoreCase);
    }
}
