using FsCheck;
using FsCheck.Fluent;
using ParallelFetch.Engine.Tests.Fuzz;
using ParallelFetch.Files;

namespace ParallelFetch.Engine.Tests.Files.Naming;

public sealed class ContentDispositionTests
{
    // After RFC 6266, section 5, and Julian Reschke's test cases (greenbytes.de/tech/tc2231).
    [Theory]
    [InlineData("attachment; filename=\"example.html\"", "example.html")]
    [InlineData("Attachment; filename=example.html", "example.html")]
    [InlineData("INLINE; FILENAME= \"an example.html\"", "an example.html")]
    [InlineData("form-data; name=\"x\"; filename=\"example.html\"", "example.html")]
    [InlineData("x-unknown;filename=example.html", "example.html")]
    [InlineData("attachment;\tfilename\t=\t\"example.html\"\t", "example.html")]
    [InlineData("attachment; filename=\"f\\oo.html\"", "foo.html")]
    [InlineData("attachment; filename=\"\\\"quoting\\\" tested.html\"", "\"quoting\" tested.html")]
    [InlineData("attachment; filename=\"back\\\\slash.html\"", "back\\slash.html")]
    [InlineData("attachment; filename=\"Here's a semicolon;.html\"", "Here's a semicolon;.html")]
    [InlineData("attachment; foo=\"\\\"\\\\;filename=x\"; filename=\"foo.html\"", "foo.html")]
    [InlineData("attachment; xfilename=foo.html", null)]
    [InlineData("attachment; x=\"filename=foo.html\"", null)]
    [InlineData("attachment", null)]
    [InlineData("attachment; filename", null)]
    [InlineData("attachment; filename=", null)]
    [InlineData("attachment; filename=\"\"", null)]
    [InlineData("attachment; filename=\"foo-%41.html\"", "foo-%41.html")]
    [InlineData("attachment; filename=\"50%.html\"", "50%.html")]
    public void The_filename_is_read(string field, string? expected) => Assert.Equal(expected, ContentDisposition.FileNameOf(field));

    [Theory]
    [InlineData("attachment; filename*=UTF-8''%e2%82%ac%20rates", "\u20AC rates")]
    [InlineData("attachment; filename*=utf-8'en'%e2%82%ac%20rates", "\u20AC rates")]
    [InlineData("attachment; filename*=iso-8859-1'en'%A3%20rates", "\u00A3 rates")]
    [InlineData("attachment; filename=\"EURO rates\"; filename*=utf-8''%e2%82%ac%20rates", "\u20AC rates")]
    [InlineData("attachment; filename*=utf-8''%e2%82%ac%20rates; filename=\"EURO rates\"", "\u20AC rates")]
    [InlineData("attachment; filename* = UTF-8''foo-%c3%a4.html", "foo-\u00E4.html")]
    [InlineData("attachment; filename*=UTF-8''A-%2541.html", "A-%41.html")]
    [InlineData("attachment; filename*=UTF-8''it's%3B.html", "it's;.html")]
    public void The_extended_filename_is_preferred(string field, string expected) => Assert.Equal(expected, ContentDisposition.FileNameOf(field));

    [Theory]
    [InlineData("UTF-8''foo-%c3%a4-%e2%82.html")]
    [InlineData("UTF-8''%E4.html")]
    [InlineData("UTF-8''%c0%af.html")]
    [InlineData("UTF-8''%ed%a0%80.html")]
    [InlineData("UTF-8''foo%.html")]
    [InlineData("UTF-8''f%oo.html")]
    [InlineData("UTF-8''foo%4")]
    [InlineData("UTF-8'foo.html")]
    [InlineData("foo.html")]
    [InlineData("KOI8-R''foo.html")]
    [InlineData("''foo.html")]
    [InlineData("UTF-8''")]
    [InlineData("")]
    public void A_malformed_extended_filename_leaves_the_plain_one(string extended)
    {
        Assert.Equal("plain.txt", ContentDisposition.FileNameOf($"attachment; filename*={extended}; filename=plain.txt"));
        Assert.Null(ContentDisposition.FileNameOf($"attachment; filename*={extended}"));
    }

    [Theory]
    [InlineData("filename=foo.html", "foo.html")]
    [InlineData("; filename=foo.html", "foo.html")]
    [InlineData("attachment filename=foo.html", "foo.html")]
    [InlineData("attachment, filename=foo.html", "foo.html")]
    [InlineData("attachment; filename=foo bar.html", "foo bar.html")]
    [InlineData("attachment; filename=foo[1](2).html ;x=y", "foo[1](2).html")]
    [InlineData("attachment; filename=foo,bar.html", "foo,bar.html")]
    [InlineData("attachment; filename=\"foo.html", "foo.html")]
    [InlineData("attachment; filename=\"foo.html\\", "foo.html\\")]
    [InlineData("attachment; filename=\"foo.html\".txt; x=y", "foo.html")]
    [InlineData("attachment; filename=\"foo.html\" ; ; ;", "foo.html")]
    [InlineData("attachment; filename=\"foo.html\"; filename=\"bar.html\"", "foo.html")]
    [InlineData("attachment; filename=\"\"; filename=\"bar.html\"", "bar.html")]
    [InlineData("attachment; filename=\"a.txt\", attachment; filename=\"b.txt\"", "a.txt")]
    [InlineData("attachment; filename*=UTF-8''\"foo-%c3%a4.html\"", "foo-\u00E4.html")]
    [InlineData("attachment; filename*=\"UTF-8''foo-%c3%a4.html\"", "foo-\u00E4.html")]
    [InlineData("attachment; filename*=UTF8''foo-%c3%a4.html", "foo-\u00E4.html")]
    [InlineData("attachment; filename*=UTF-8''my file.html", "my file.html")]
    [InlineData("attachment; filename=\"C:\\temp\\new.html\"", "C:\\temp\\new.html")]
    [InlineData("attachment; filename=\"C:\\\\temp\\\\new.html\"", "C:\\temp\\new.html")]
    [InlineData("attachment; filename=\"foo-\u00E4.html\"", "foo-\u00E4.html")]
    [InlineData("attachment; filename=\"foo-\u00C3\u00A4.html\"", "foo-\u00E4.html")]
    [InlineData("attachment; filename=\"\u6587.html\"", "\u6587.html")]
    [InlineData("attachment; filename=\"%E6%96%87%20%28%31%29.html\"", "\u6587 (1).html")]
    [InlineData("attachment; filename=\"%E6%96%87 100%.html\"", "%E6%96%87 100%.html")]
    [InlineData("attachment; filename=\"%E4.html\"", "%E4.html")]
    [InlineData("attachment; filename=\"=?ISO-8859-1?Q?foo-=E4_100%.html?=\"", "foo-\u00E4 100%.html")]
    [InlineData("attachment; filename=\"=?utf-8?b?Zm9vLcOkLmh0bWw=?=\"", "foo-\u00E4.html")]
    [InlineData("attachment; filename=\"=?utf-8?Q?foo-?= =?utf-8?Q?=C3=A4.html?=\"", "foo-\u00E4.html")]
    [InlineData("attachment; filename=\"=?utf-8?B?#?=\"", "=?utf-8?B?#?=")]
    [InlineData("attachment; filename=\"=?x?Q?a?=\"", "=?x?Q?a?=")]
    public void What_servers_send_instead_is_understood_as_browsers_do(string field, string expected) =>
        Assert.Equal(expected, ContentDisposition.FileNameOf(field));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(";;;===\"\"\"")]
    [InlineData("\"")]
    [InlineData("\\")]
    [InlineData("=")]
    [InlineData("=x")]
    [InlineData("\"filename=x")]
    public void What_names_nothing_gives_no_name(string? field) => Assert.Null(ContentDisposition.FileNameOf(field));

    [Fact]
    public void No_field_makes_it_throw_or_hang()
    {
        Gen<string> piece = Gen.Elements(
            "attachment", "inline", ";", "=", "\"", "\\", "'", "''", "UTF-8''", "filename", "filename*", "filename=", "filename*=", "%", "%4",
            "%C3%A4", "%FF", " ", "\t", ",", "=?", "?=", "?B?", "?Q?", "utf-8", "=?utf-8?Q?", "\u00E4", "\uD800", "\uFFFF", "\0", "a", "C:\\");
        PropertyCheck.ForAll(50_000, Generate.Concatenated(piece, 1, 13).Shrinking(), field =>
            Assert.NotEqual(string.Empty, ContentDisposition.FileNameOf(field)));
    }
}
