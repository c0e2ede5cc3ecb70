using System.Globalization;

namespace ParallelFetch.Files;

/// <summary>The folders of -Layout Tree: one for the host and one for each segment of the path before the last, as wget -x has them.</summary>
internal static class UrlFolders
{
    // In octets of UTF-8; most systems take 4,096 for a whole path, and the user's folder has to fit in as well.
    private const int LongestPath = 1_024;

    /// <summary>The names of the folders, outermost first; each is safe.</summary>
    internal static IReadOnlyList<string> Of(Uri uri)
    {
        var folders = new List<string> { HostOf(uri) };
        string[] segments = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        int count = uri.AbsolutePath.EndsWith('/') ? segments.Length : segments.Length - 1;
        int room = LongestPath;
        for (int i = 0; i < count; i++)
        {
            string name = FileNames.Sanitize(Uri.UnescapeDataString(segments[i]));
            name = name.Length > 0 ? name : "_";
            room -= System.Text.Encoding.UTF8.GetByteCount(name) + 1;
            if (room < 0)
            {
                // What is too deep for a disk lies in one folder of its own.
                folders.Add(NameKey.Exact(string.Join('/', segments[i..count])).ToString());
                break;
            }

            folders.Add(name);
        }

        return folders;
    }

    // A colon is for streams and drives on Windows; wget takes a plus there.
    private static string HostOf(Uri uri)
    {
        string host = FileNames.Sanitize(uri.Host.Trim('[', ']').Replace(':', '_'));
        host = host.Length > 0 ? host : FileNames.Nameless;
        return uri.IsDefaultPort ? host : string.Create(CultureInfo.InvariantCulture, $"{host}+{uri.Port}");
    }
}
