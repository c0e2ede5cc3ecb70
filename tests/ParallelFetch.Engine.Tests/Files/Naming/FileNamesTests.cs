using ParallelFetch.Files;

namespace ParallelFetch.Engine.Tests.Files.Naming;

public sealed class FileNamesTests
{
    private static readonly Uri Url = new("https://example.com/path/fallback.bin?q=1#f");

    // What Content-Disposition says, as it is after decoding, and the name of the file that comes of it.
    public static TheoryData<string, string> HostileNames => new()
    {
        { "../../etc/passwd", "passwd" },
        { "..\\..\\Windows\\win.ini", "win.ini" },
        { "/etc/shadow", "shadow" },
        { "\\\\server\\share\\x.exe", "x.exe" },
        { "\\\\?\\C:\\x.exe", "x.exe" },
        { "\\\\.\\PhysicalDrive0", "PhysicalDrive0" },
        { "..%2F..%2Fetc%2Fpasswd", "passwd" },
        { "..%252F..%252Fetc%252Fpasswd", "passwd" },
        { "..%25%32%46passwd", "passwd" },
        { "..%25252525255cpasswd", "passwd" },
        { "%2e%2e%5cpasswd", "passwd" },
        { "%2e%2e", "fallback.bin" },
        { "%252e%252e/", "fallback.bin" },
        { "..%c0%af..%c0%afpasswd", "_.%c0%af..%c0%afpasswd" },
        { "..", "fallback.bin" },
        { ".", "fallback.bin" },
        { "...", "fallback.bin" },
        { ". . .", "fallback.bin" },
        { "../", "fallback.bin" },
        { "a/..", "fallback.bin" },
        { "a/../", "fallback.bin" },
        { "/", "fallback.bin" },
        { "   ", "fallback.bin" },
        { "\u200B\u202E\uFEFF", "fallback.bin" },
        { "\u3164", "fallback.bin" },
        { "C:\\boot.ini", "boot.ini" },
        { "C:boot.ini", "C_boot.ini" },
        { "C%3A%5Cboot.ini", "boot.ini" },
        { "file.txt:hidden.exe", "file.txt_hidden.exe" },
        { "file.txt::$DATA", "file.txt__$DATA" },
        { "CON", "_CON" },
        { "con.txt", "_con.txt" },
        { "Prn.tar.gz", "_Prn.tar.gz" },
        { "AUX .txt", "_AUX .txt" },
        { "nul.", "_nul" },
        { "NUL:", "NUL_" },
        { "com1.log", "_com1.log" },
        { "COM0", "_COM0" },
        { "COM\u00B9", "_COM\u00B9" },
        { "lpt\u00B3.x", "_lpt\u00B3.x" },
        { "CONIN$", "_CONIN$" },
        { "conout$.txt", "_conout$.txt" },
        { "C\u200BON", "_CON" },
        { "CON" + new string(' ', 300) + "x.txt", "_CON.txt" },
        { "evil.exe.", "evil.exe" },
        { "evil.exe . .", "evil.exe" },
        { " \tlead.txt\r\n ", "lead.txt" },
        { "a\r\nSet-Cookie: x.txt", "a__Set-Cookie_ x.txt" },
        { "nul\0byte.txt", "nul_byte.txt" },
        { "a%00b.txt", "a_b.txt" },
        { "bell\a\u007F\u0085\u009F.txt", "bell____.txt" },
        { "photo\u202Egpj.exe", "photogpj.exe" },
        { "iso\u2066late\u2069\u200E\u200F\u061C.txt", "isolate.txt" },
        { "zero\u200B\uFEFF\u2060\u00ADwidth.txt", "zerowidth.txt" },
        { "j\u200Doi\u200Cn.txt", "join.txt" },
        { ".\u200B./x\u202E/", "x" },
        { "%\u200B2Fx%2\u200BFy", "y" },
        { "tag\U000E0061\U000E007F.txt", "tag.txt" },
        { "non\uFFFE\uFDD0\U0001FFFF.txt", "non___.txt" },
        { "smb\uF03A\uF05C.txt", "smb__.txt" },
        { "<script>\"a|b?*.html", "_script__a_b__.html" },
        { "~/.ssh/authorized_keys", "authorized_keys" },
        { "~root", "_root" },
        { "~$report.docx", "_$report.docx" },
        { "-rf", "_rf" },
        { "--force.txt", "_-force.txt" },
        { "\u2013Force", "_Force" },
        { ".bashrc", "_bashrc" },
        { "..bashrc", "_.bashrc" },
        { ".x.txt.partial", "_x.txt.partial" },
        { "line\u2028sep\u2029.txt", "line_sep_.txt" },
        { "?", "_" },
    };

    public static TheoryData<string> InnocentNames =>
    [
        "report.pdf", "two words.txt", "a.tar.gz", "README", "v1.2.3", "it's (1) [2] {3} & more!.txt", "100%.txt", "100%25.txt", "a%20b.txt",
        "50% off = \u20AC 5,00; @home + $x ^y `z.txt", "console.log", "nullable.cs", "com10.txt", "auxiliary", "_private", "a..b", "a~1.txt", "a-b",
        "M\u00FCller \u00C6r\u00F8 \u0141\u00F3d\u017A.txt", "\u0391\u03B8\u03AE\u03BD\u03B1.txt", "\u041C\u043E\u0441\u043A\u0432\u0430.txt",
        "\u0535\u0580\u0587\u0561\u0576.txt", "\u10D7\u10D1\u10D8\u10DA\u10D8\u10E1\u10D8.txt", "\u05D9\u05E8\u05D5\u05E9\u05DC\u05D9\u05DD.txt",
        "\u0627\u0644\u0642\u0627\u0647\u0631\u0629 \u06F1\u06F2\u06F3.txt", "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645.txt", "\u0600\u0661.txt",
        "\u0926\u093F\u0932\u094D\u0932\u0940.txt", "\u0915\u094D\u200D\u0937.txt", "\u0DC1\u0DCA\u200D\u0DBB\u0DD3.txt", "\u0995\u09B2\u0995\u09BE\u09A4\u09BE.txt",
        "\u0BA4\u0BAE\u0BBF\u0BB4\u0BCD.txt", "\u0E01\u0E23\u0E38\u0E07\u0E40\u0E17\u0E1E.txt", "\u0F63\u0FB7\u0F0B\u0F66.txt", "\u1019\u103C\u1014\u103A\u1019\u102C.txt",
        "\u1797\u17D2\u1793\u17C6\u1796\u17C1\u1789.txt", "\u12A0\u12F2\u1235.txt", "\u13E3\u13B3\u13A9.txt", "\u182E\u1823\u1829\u182D\u180B\u1823\u182F.txt",
        "\u5317\u4EAC.txt", "\u8FBB\U000E0100.txt", "\u6771\u4EAC\u3000\u30BF\u30EF\u30FC.txt", "\u3072\u3089\u304C\u306A.txt", "\uC11C\uC6B8.txt", "\U00020BB7\u91CE\u5BB6.txt",
        "\u2D5C\u2D49\u2D3C\u2D49.txt", "\U00010330\U00010331.txt", "\U0001E900\U0001E922.txt", "\uA4D0\uA4D1.txt", "\u05D0 left \u0628 right.txt", "\u00A1Hola\u00A0\u00AB?\u00BB!".Replace('?', 'x'),
        "\U0001F469\u200D\U0001F469\u200D\U0001F467 \u2764\uFE0F\u200D\U0001F525.png", "\U0001F44B\U0001F3FD\U0001F1FA\U0001F1F3.png", "e\u0301".Normalize() + "t\u00E9.txt",
    ];

    [Theory]
    [MemberData(nameof(HostileNames))]
    public void A_hostile_name_becomes_a_harmless_one(string name, string expected)
    {
        string safe = FileNames.FromResponse($"attachment; filename*=UTF-8''{Encoded(name)}", Url);

        Assert.Equal(expected, safe);
        SafeName.Check(safe, name);
        Assert.Equal(safe, FileNames.Sanitize(safe));
    }

    [Theory]
    [MemberData(nameof(InnocentNames))]
    public void A_name_in_any_script_stays_as_it_is(string name)
    {
        Assert.Equal(name, FileNames.Sanitize(name));
        Assert.Equal(name, FileNames.FromResponse($"attachment; filename*=UTF-8''{Encoded(name)}", Url));
        Assert.Equal(name, FileNames.FromResponse(null, new Uri($"http://h/x/{Encoded(name)}?a/b")));
        SafeName.Check(name, name);
    }

    [Theory]
    [InlineData("https://example.com/a/b.txt", "b.txt")]
    [InlineData("https://example.com/a/b.txt?x=/y.exe#/z", "b.txt")]
    [InlineData("https://example.com/a/docs/", "docs")]
    [InlineData("https://example.com/a/docs//", "docs")]
    [InlineData("https://example.com/my%20file%2Bx+y.txt", "my file+x+y.txt")]
    [InlineData("https://example.com/%E6%96%87.txt", "\u6587.txt")]
    [InlineData("https://example.com/%E4.txt", "%E4.txt")]
    [InlineData("https://example.com/a%2Fb.txt", "b.txt")]
    [InlineData("https://example.com/..%2F..%2Fx.txt", "x.txt")]
    [InlineData("https://example.com/..%252F..%252Fx.txt", "x.txt")]
    [InlineData("https://example.com/..%5C..%5Cx.txt", "x.txt")]
    [InlineData("https://example.com/%2e%2e/%2e%2e/x.txt", "x.txt")]
    [InlineData("https://example.com/100%2525.txt", "100%25.txt")]
    [InlineData("https://example.com/CON", "_CON")]
    [InlineData("https://example.com/.bashrc", "_bashrc")]
    [InlineData("https://example.com", "example.com")]
    [InlineData("https://example.com/", "example.com")]
    [InlineData("https://example.com/%2e%2e%2f", "example.com")]
    [InlineData("https://example.com/%20", "example.com")]
    [InlineData("https://example.com:8443?x", "example.com")]
    [InlineData("http://m\u00FCnchen.example/", "m\u00FCnchen.example")]
    [InlineData("http://127.0.0.1:81/", "127.0.0.1")]
    [InlineData("http://[::1]:81/", "__1")]
    [InlineData("http://nul/", "_nul")]
    public void Without_a_disposition_the_url_names_the_file(string url, string expected)
    {
        Assert.Equal(expected, FileNames.FromResponse(null, new Uri(url)));
        Assert.Equal(expected, FileNames.FromResponse("attachment; filename=\"..\"", new Uri(url)));
    }

    [Fact]
    public void The_disposition_goes_before_the_url() =>
        Assert.Equal("given.txt", FileNames.FromResponse("attachment; filename=given.txt", Url));

    [Fact]
    public void There_is_always_a_name() =>
        Assert.Equal("download", FileNames.FromResponse(null, new Uri("relative", UriKind.Relative)));

    [Theory]
    [InlineData("e\u0301.txt", "\u00E9.txt")]
    [InlineData("e\u200B\u0301.txt", "\u00E9.txt")]
    [InlineData("\u1112\u1161\u11AB.txt", "\uD55C.txt")]
    [InlineData("\u212A.txt", "K.txt")]
    public void Names_are_composed(string name, string expected) => Assert.Equal(expected, FileNames.Sanitize(name));

    [Fact]
    public void Half_a_surrogate_pair_is_no_character()
    {
        Assert.Equal("half_.txt", FileNames.Sanitize("half\uD83D.txt"));
        Assert.Equal("_half.txt", FileNames.Sanitize("\uDE00half.txt"));
        Assert.Equal("__", FileNames.Sanitize("\uDE00\uD83D"));
    }

    [Fact]
    public void A_name_encoded_half_a_million_times_costs_no_more_than_another()
    {
        string name = string.Concat(".%", string.Concat(Enumerable.Repeat("25", 500_000)), "2Fx.txt");

        Assert.Equal("x.txt", FileNames.Sanitize(name));
    }

    private static string Encoded(string name) => Uri.EscapeDataString(name);
}
