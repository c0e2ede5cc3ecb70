using System.Text;

namespace ParallelFetch.Files;

/// <summary>
/// Names files by what a server says, which may be anything. A name is made so that it is a plain file directly inside
/// of its directory on Windows and on Unix alike, whichever of them runs this: a folder is copied, shared and mounted,
/// and the same URL should give the same file everywhere.
/// </summary>
internal static class FileNames
{
    /// <summary>The name of what has no other.</summary>
    internal const string Nameless = "download";

    /// <summary>The name of the page of a folder in a tree.</summary>
    internal const string FolderPage = "index.html";

    /// <summary>
    /// The longest name in octets of UTF-8. File systems stop at 255 octets (most) or UTF-16 units (NTFS, exFAT), of
    /// which a name never has more than octets; 20 are for the name of a temporary file, 12 for " (123456789)".
    /// </summary>
    internal const int MaximumLength = 255 - 20 - LongestNumber;

    private const int LongestNumber = 12;

    // A name that is still not settled after so many passes has to be constructed; none is known.
    private const int MaximumPasses = 8;

    // To compose characters takes time that grows with the square of the accents on one of them.
    private const int LongestConsidered = 1_000;

    /// <summary>
    /// The file name for a response: from Content-Disposition (RFC 6266, section 4.3), else the last segment of the path of
    /// the URL that answered, else its host.
    /// </summary>
    /// <param name="contentDisposition">The field, when there is one.</param>
    /// <param name="finalUri">The URL that answered, after redirects.</param>
    /// <param name="layout">Where the file goes: in a tree, what answers for a folder is its index.html, for the folder is there, too.</param>
    internal static string FromResponse(string? contentDisposition, Uri finalUri, FileLayout layout = FileLayout.Flat)
    {
        string name = Sanitize(ContentDisposition.FileNameOf(contentDisposition) ?? string.Empty);
        if (name.Length == 0 && finalUri.IsAbsoluteUri)
        {
            if (layout == FileLayout.Tree && finalUri.AbsolutePath.EndsWith('/'))
            {
                return FolderPage;
            }

            name = Sanitize(LastSegmentOf(finalUri));
            name = name.Length > 0 ? name : Sanitize(finalUri.Host.Trim('[', ']'));
        }

        return name.Length > 0 ? name : Nameless;
    }

    /// <summary>
    /// The safe name that comes closest to what was given; empty when nothing is left. A safe name is left as it is.
    /// </summary>
    internal static string Sanitize(string name) => Sanitize(name, MaximumLength);

    /// <summary>Whether a name is one that could have been given, with its number.</summary>
    internal static bool IsSafe(string name) => name.Length > 0 && Sanitize(name, MaximumLength + LongestNumber) == name;

    private static string Sanitize(string name, int maximumLength)
    {
        // What one step makes can be the material of another: a slash that appears when invisible characters are gone.
        for (int pass = 0; pass < MaximumPasses; pass++)
        {
            string before = name;
            name = SanitizeOnce(name, maximumLength);
            if (name.Equals(before, StringComparison.Ordinal))
            {
                return name;
            }
        }

        return string.Empty;
    }

    // "/docs/" is called docs, as Invoke-WebRequest has it.
    private static string LastSegmentOf(Uri uri)
    {
        ReadOnlySpan<char> path = uri.AbsolutePath.AsSpan().TrimEnd('/');
        return Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..].ToString());
    }

    private static string SanitizeOnce(string name, int maximumLength)
    {
        // "..%2F" is harmless by itself, but not to everyone who gets the name later. "100%25" is left alone.
        string decoded = PercentEncoding.WithoutEncodedAscii(name);
        string text = (IsHarmful(decoded) ? decoded : name).TrimEnd('/', '\\');

        // Of a path only the last segment counts (RFC 6266, section 4.3).
        text = text[(text.LastIndexOfAny(['/', '\\']) + 1)..];

        // Composed, as people type it and most file systems keep it.
        text = FileNameCharacters.WithoutInvisible(text);
        text = FileNameParts.ShortenRoughly(text, LongestConsidered).Normalize(NormalizationForm.FormC);

        // Windows drops dots and spaces from the end of a name; with that, dots alone are gone, too.
        text = FileNameParts.TrimEnd(FileNameCharacters.WithoutForbidden(text.Trim()));
        text = DeviceNames.Includes(WithSafeStart(text)) ? "_" + text : WithSafeStart(text);
        return FileNameParts.Shorten(text, maximumLength);
    }

    private static bool IsHarmful(string text) =>
        text.AsSpan().ContainsAny("/\\:") || text.Any(char.IsControl) || FileNameParts.TrimEnd(text).Length == 0;

    // A file that a server can name must not be hidden (.bashrc, .htaccess), nor read as a home directory or as an
    // option by what is given the name next. PowerShell takes the long dashes for hyphens.
    private static string WithSafeStart(string name) => name is ['.' or '~' or '-' or '\u2013' or '\u2014' or '\u2015', ..]
        ? string.Concat("_", name.AsSpan(1))
        : name;
}
