using FsCheck;
using FsCheck.Fluent;
using ParallelFetch.Engine.Tests.Fuzz;
using ParallelFetch.Files;

namespace ParallelFetch.Engine.Tests.Files.Naming;

public sealed class HostileStringsTests
{
    private const int Count = 20_000;

    private static readonly string[] Pieces =
    [
        "..", ".", "/", "\\", "%2F", "%2f", "%5C", "%252F", "%25", "%", "2", "F", "%2e", "%00", "%0A", "%3A", "%C3%A4", "%c0%af", ":", "::$DATA", "C:", "\\\\?\\",
        "CON", "con", "NUL", "aux", "COM1", "LPT\u00B9", "CONIN$", ".txt", ".tar.gz", " ", "\t", "\r\n", "\0", "\u007F", "\u0085", "\u00A0", "\u3000", "~", "-", "\u2013",
        "<", ">", "\"", "|", "?", "*", ";", "'", "=", "\u200B", "\u200C", "\u200D", "\u202E", "\u2066", "\uFEFF", "\u00AD", "\u2028", "\uF02F", "\uD83D", "\uDE00", "\uFFFE", "\uFFFF",
        "e", "\u0301", "\u0338", "\u0345", "\u1112", "\u1161", "\u11A8", "\u212A", "\u037E", "\u226E", "\U0001F600", "\U0001F469", "\uFE0F", "\U0001F3FD", "\U0001F1FA", "\u0915", "\u094D", "\u0645",
        "\u6587", "\u3164", "\uFF0F", "\u2215", "\uFF0E", "a", "file", "x.exe", "\U000E0061",
    ];

    private static readonly Gen<string> Hostile =
        from most in Gen.Frequency((9, Gen.Constant(11)), (1, Gen.Constant(299)))
        from text in Generate.Concatenated(
            Gen.Frequency(
                (1, Gen.Choose(0, 0xFFFF).Select(unit => ((char)unit).ToString())),
                (1, Gen.Choose(0, 0x7F).Select(unit => ((char)unit).ToString())),
                (1, Gen.Choose(0, 99).Select(length => new string('x', length))),
                (9, Gen.Elements(Pieces))),
            1,
            most)
        select text;

    [Fact]
    public void Whatever_the_server_says_the_file_is_directly_inside_of_the_directory()
    {
        var distinct = new HashSet<string>();
        PropertyCheck.ForAll(Count, Hostile.Shrinking(), hostile =>
        {
            string safe = FileNames.Sanitize(hostile);

            distinct.Add(safe);
            if (safe.Length > 0)
            {
                SafeName.Check(safe, hostile);
            }

            string again = FileNames.Sanitize(safe);
            Assert.True(again == safe, $"{SafeName.Show(hostile)} -> {SafeName.Show(safe)} -> {SafeName.Show(again)}");
        });

        // It is not safe by calling everything the same.
        Assert.InRange(distinct.Count, Count * 3 / 4, Count);
    }

    [Fact]
    public void Whatever_the_header_and_the_url_are_there_is_a_safe_name()
    {
        var names = new NameRegistry();
        int number = 0;
        PropertyCheck.ForAll(Count, Hostile.Shrinking(), hostile =>
        {
            string header = (number++ % 4) switch
            {
                0 => $"attachment; filename=\"{hostile}\"",
                1 => $"attachment; filename={hostile}",
                2 => $"attachment; filename*=UTF-8''{Uri.EscapeDataString(hostile)}",
                _ => hostile,
            };
            Uri uri = Uri.TryCreate($"http://host/{hostile}", UriKind.Absolute, out Uri? parsed) ? parsed : new Uri("http://host/");

            SafeName.Check(FileNames.FromResponse(header, uri), header);
            SafeName.Check(FileNames.FromResponse(null, uri), uri.OriginalString);
            string path = names.Reserve(SafeName.Directory, hostile, out _);
            Assert.Equal(SafeName.Directory, Path.GetDirectoryName(Path.GetFullPath(path)));
        });
    }
}
