using System.Text;
using ParallelFetch.Text;

namespace ParallelFetch.Engine.Tests;

public sealed class ContentTextTests
{
    private const string Text = "Grüße, 日本語 €";

    public static TheoryData<string, string?, string> Cases => new()
    {
        { "utf-8", "text/plain; charset=utf-8", Text },
        { "utf-8", "text/plain; charset=UTF8", Text },
        { "utf-8", "text/plain; charset=\"utf-8\"", Text },
        { "utf-8", "text/plain;charset='utf-8';x=y", Text },
        { "utf-8", "text/plain", Text },
        { "utf-8", null, Text },
        { "utf-8", "text/plain; charset=x-nonsense", Text },
        { "utf-8", "text/plain; charset=utf-7", Text },
        { "utf-8", "application/json", Text },
        { "utf-16", "text/plain; charset=utf-16", Text },
        { "iso-8859-1", "text/plain; charset=iso-8859-1", "Grüße" },
        { "windows-1252", "text/plain; charset=windows-1252", "Grüße €" },
        { "shift_jis", "text/plain; charset=Shift_JIS", "日本語" },
        { "gb18030", "text/plain; charset=gb18030", Text },
        { "koi8-r", "text/html", "<html><head><meta charset=\"koi8-r\"></head>Привет" },
        { "koi8-r", "text/html", "<META http-equiv='Content-Type' content='text/html; charset=koi8-r'>Привет" },
        { "koi8-r", null, "<meta charset=koi8-r>Привет" },
        { "iso-8859-2", "application/xml", "<?xml version=\"1.0\" encoding=\"ISO-8859-2\"?><a>Żółć</a>" },
        { "utf-8", "text/html; charset=utf-8", "<meta charset=koi8-r>Привет" },
        { "utf-8", "text/html", "<meta charset=utf-16>Привет" },
        { "utf-8", "text/plain", "<meta charset=koi8-r>Привет" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Text_is_decoded_as_declared(string encodedAs, string? contentType, string text)
    {
        byte[] body = EncodingOf(encodedAs).GetBytes(text);

        Assert.Equal(text, ContentText.Decode(body, contentType, out Encoding encoding));
        Assert.Equal(EncodingOf(encodedAs).WebName, encoding.WebName);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("utf-32BE")]
    public void A_byte_order_mark_is_believed_before_the_header_and_is_no_part_of_the_text(string name)
    {
        Encoding encoding = Encoding.GetEncoding(name);
        byte[] body = [.. encoding.GetPreamble(), .. encoding.GetBytes(Text)];

        Assert.Equal(Text, ContentText.Decode(body, "text/plain; charset=iso-8859-1", out Encoding found));
        Assert.Equal(encoding.WebName, found.WebName);
    }

    [Fact]
    public void A_declaration_beyond_the_first_kilobyte_is_not_looked_for()
    {
        byte[] body = Encoding.UTF8.GetBytes(new string(' ', 1024) + "<meta charset=koi8-r>");

        Assert.Equal("utf-8", ContentText.DetectEncoding(body, "text/html").WebName);
    }

    [Fact]
    public void Nothing_is_an_empty_text() => Assert.Equal(string.Empty, ContentText.Decode([], null, out _));

    private static Encoding EncodingOf(string name) => CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
}
