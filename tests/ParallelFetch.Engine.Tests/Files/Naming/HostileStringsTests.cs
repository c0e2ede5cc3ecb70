using System.Text;
using ParallelFetch.Files;

namespace ParallelFetch.Engine.Tests.Files.Naming;

public sealed class HostileStringsTests
{
    private static readonly string[] Pieces =
    [
        "..", ".", "/", "\\", "%2F", "%2f", "%5C", "%252F", "%25", "%", "2", "F", "%2e", "%00", "%0A", "%3A", "%C3%A4", "%c0%af", ":", "::$DATA", "C:", "\\\\?\\",
        "CON", "con", "NUL", "aux", "COM1", "LPT\u00B9", "CONIN$", ".txt", ".tar.gz", " ", "\t", "\r\n", "\0", "\u007F", "\u0085", "\u00A0", "\u3000", "~", "-", "\u2013",
        "<", ">", "\"", "|", "?", "*", ";", "'", "=", "\u200B", "\u200C", "\u200D", "\u202E", "\u2066", "\uFEFF", "\u00AD", "\u2028", "\uF02F", "\uD83D", "\uDE00", "\uFFFE", "\uFFFF",
        "e", "\u0301", "\u0338", "\u0345", "\u1112", "\u1161", "\u11A8", "\u212A", "\u037E", "\u226E", "\U0001F600", "\U0001F469", "\uFE0F", "\U0001F3FD", "\U0001F1FA", "\u0915", "\u094D", "\u0645",
        "\u6587", "\u3164", "\uFF0F", "\u2215", "\uFF0E", "a", "file", "x.exe", "\U000E0061",
    ];

    [Fact]
    public void Whatever_the_server_says_the_file_is_directly_inside_of_the_directory()
    {
        var random = new Random(20_000);
        var distinct = new HashSet<string>();
        for (int i = 0; i < 20_000; i++)
        {
            string hostile = Next(random);

            string safe = FileNames.Sanitize(hostile);

            distinct.Add(safe);
            if (safe.Length > 0)
            {
                SafeName.Check(safe, hostile);
            }

            string again = FileNames.Sanitize(safe);
            Assert.True(again == safe, $"{SafeName.Show(hostile)} -> {SafeName.Show(safe)} -> {SafeName.Show(again)}");
        }

        // It is not safe by calling everything the same.
        Assert.InRange(distinct.Count, 15_000, 20_000);
    }

    [Fact]
    public void Whatever_the_header_and_the_url_are_there_is_a_safe_name()
    {
        var random = new Random(6266);
        var names = new NameRegistry();
        for (int i = 0; i < 20_000; i++)
        {
            string hostile = Next(random);
            string header = (i % 4) switch
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
        }
    }

    private static string Next(Random random)
    {
        var text = new StringBuilder();
        for (int count = random.Next(1, random.Next(10) == 0 ? 300 : 12); count > 0; count--)
        {
            switch (random.Next(12))
            {
                case 0:
                    text.Append((char)random.Next(0x10000));
                    break;
                case 1:
                    text.Append((char)random.Next(0x80));
                    break;
                case 2:
                    text.Append('x', random.Next(100));
                    break;
                default:
                    text.Append(Pieces[random.Next(Pieces.Length)]);
                    break;
            }
        }

        return text.ToString();
    }
}
