using System.Text;
using System.Text.RegularExpressions;

namespace ParallelFetch.Engine.Tests.Files.Naming;

/// <summary>What a safe file name is, written down a second time and in another way than in the code under test.</summary>
internal static partial class SafeName
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    internal static readonly string Directory = Path.Combine(Path.GetTempPath(), "pf naming");

    /// <summary>Asserts everything that has to be true of any name for which a file is created.</summary>
    internal static void Check(string name, string origin)
    {
        Assert.False(Problem(name) is { } problem, $"{Show(origin)} -> {Show(name)}: {Problem(name)}");
    }

    internal static string Show(string text) => string.Concat(text.Select(c => c is >= ' ' and <= '~' ? c.ToString() : $"\\u{(int)c:X4}"));

    private static string? Problem(string name)
    {
        if (name.Length == 0)
        {
            return "empty";
        }

        string path = Path.GetFullPath(Path.Combine(Directory, name));
        if (Path.GetDirectoryName(path) != Directory || Path.GetFileName(path) != name)
        {
            return "not directly inside of the directory, but " + path;
        }

        try
        {
            if (StrictUtf8.GetByteCount(name) > 223)
            {
                return "too long";
            }
        }
        catch (EncoderFallbackException)
        {
            return "half a surrogate pair";
        }

        return Forbidden().IsMatch(name) ? "a forbidden character"
            : Device().IsMatch(name) ? "a device"
            : BadEdge().IsMatch(name) ? "a bad start or end"
            : !name.IsNormalized() ? "not composed"
            : IsEncodedPath(name) ? "a path when it is decoded"
            : null;
    }

    // Decodes as often as there is something to decode, as a chain of careless programs would.
    private static bool IsEncodedPath(string name)
    {
        string before;
        do
        {
            before = name;
            name = Uri.UnescapeDataString(name);
            if (name.AsSpan().ContainsAny("/\\\0") || name is "." or "..")
            {
                return true;
            }
        }
        while (name != before);
        return false;
    }

    [GeneratedRegex("[\\x00-\\x1F\\x7F-\\x9F<>:\"/\\\\|?*\u00AD\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uF000-\uF0FF\uFDD0-\uFDEF\uFEFF\uFFF9-\uFFFB\uFFFE\uFFFF]")]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"^\s*(CON|PRN|AUX|NUL|(COM|LPT)[0-9¹²³]|CON(IN|OUT)\$|CLOCK\$)\s*(\.|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Device();

    [GeneratedRegex(@"^[\s.~\-\u2013-\u2015]|[\s.]$")]
    private static partial Regex BadEdge();
}
