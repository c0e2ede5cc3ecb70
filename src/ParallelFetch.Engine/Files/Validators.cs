using System.Net.Http.Headers;
using System.Text.Json;

namespace ParallelFetch.Files;

/// <summary>
/// What tells one version of a file on the server from another (RFC 9110, section 8.8), kept in a small file beside
/// what it belongs to.
/// </summary>
/// <param name="Url">The URL that the file came from, without user name and password.</param>
/// <param name="ETag">Its entity tag, as the server wrote it; null when it has none.</param>
/// <param name="LastModified">When the server says it was changed, as it wrote that; null when it does not say.</param>
internal sealed record Validators(string Url, string? ETag, string? LastModified)
{
    /// <summary>Whether a part may be continued by them: a weak tag says nothing about bytes (RFC 9110, section 13.1.5).</summary>
    internal string? ForRange => ETag is not null && !ETag.StartsWith("W/", StringComparison.Ordinal) ? ETag : LastModified;

    internal static Validators Of(HttpResponseMessage response, Uri requested) => new(
        FetchUri.WithoutUserInfo(requested.AbsoluteUri),
        Read(response.Headers, "ETag"),
        Read(response.Content.Headers, "Last-Modified"));

    /// <summary>Reads them; null when there are none, or those of another URL, or nonsense.</summary>
    internal static Validators? Load(string path, Uri requested)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            Validators? loaded = JsonSerializer.Deserialize<Validators>(file);
            return loaded?.Url == FetchUri.WithoutUserInfo(requested.AbsoluteUri) && IsField(loaded.ETag) && IsField(loaded.LastModified) ? loaded : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            return null;
        }
    }

    internal void Save(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this));

    // They go into a header again, so a file that somebody else has written must not break it.
    private static bool IsField(string? value) => value is null || !value.AsSpan().ContainsAny("\r\n\0");

    private static string? Read(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values.ToString() : null;
}
