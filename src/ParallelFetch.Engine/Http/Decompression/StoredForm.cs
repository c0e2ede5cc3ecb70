using System.Net;

namespace ParallelFetch.Http.Decompression;

/// <summary>
/// Whether a body is decoded or kept as it came. Decoded is what Content and a page in a file are. As it came is what was
/// published under a hash or under a name or type that is itself a compressed one: servers label an archive.tar.gz with
/// Content-Encoding: gzip, and whoever undoes that has a file of another format than its name says. curl and wget keep it.
/// </summary>
internal static class StoredForm
{
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
        || (!request.Headers.HasOwnAcceptEncoding && (request.File.Hash is not null || IsCompressed(Path.GetExtension(path))));

    // The coding that the server names is the file's own format, and not something that was done to the file.
    private static bool IsOwnCoding(HttpResponseMessage response, string path)
    {
        if (BodyDecompression.CodingsOf(response.Content.Headers) is not [string coding])
        {
            return false;
        }

        coding = coding.StartsWith("x-", StringComparison.OrdinalIgnoreCase) ? coding[2..] : coding;
        return coding.Equals(CodingOfName(Path.GetExtension(path)), StringComparison.OrdinalIgnoreCase)
            || coding.Equals(CodingOfType(response.Content.Headers.ContentType?.MediaType), StringComparison.OrdinalIgnoreCase);
    }

    private static string? CodingOfName(string extension) => extension.ToUpperInvariant() switch
    {
        ".GZ" or ".TGZ" or ".TAZ" or ".SVGZ" or ".EMZ" or ".WMZ" => "gzip",
        ".BR" or ".TBR" => "br",
        ".ZZ" => "deflate",
        _ => null,
    };

    private static string? CodingOfType(string? mediaType) => mediaType?.ToUpperInvariant() switch
    {
        "APPLICATION/GZIP" or "APPLICATION/X-GZIP" or "APPLICATION/X-TGZ" or "APPLICATION/X-COMPRESSED-TAR" => "gzip",
        "APPLICATION/X-BROTLI" => "br",
        "APPLICATION/ZLIB" => "deflate",
        _ => null,
    };

    // Nothing is gained by coding such a file once more.
    private static bool IsCompressed(string extension) => CodingOfName(extension) is not null || extension.ToUpperInvariant()
        is ".ZIP" or ".BZ2" or ".TBZ2" or ".XZ" or ".TXZ" or ".ZST" or ".TZST" or ".LZ4" or ".7Z" or ".RAR" or ".CAB"
        or ".JAR" or ".APK" or ".NUPKG" or ".WHL";
}
