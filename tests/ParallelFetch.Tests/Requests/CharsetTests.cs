using System.Text;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

/// <summary>In which encoding a body is text.</summary>
public sealed class CharsetTests(ServerFixture fixture) : RequestTest(fixture)
{
    private const string Everything = "Grüße, Żółć, 日本語 €";

    [Theory]
    [InlineData("utf8-header", Everything, "utf-8")]
    [InlineData("utf8-bom", Everything, "utf-8")]
    [InlineData("utf8-none", Everything, "utf-8")]
    [InlineData("utf16le-bom", Everything, "utf-16")]
    [InlineData("utf16be-bom", Everything, "utf-16BE")]
    [InlineData("utf32le-bom", Everything, "utf-32")]
    [InlineData("utf32be-bom", Everything, "utf-32BE")]
    [InlineData("latin1-header", "Grüße", "iso-8859-1")]
    [InlineData("windows1252-header", "Grüße €", "windows-1252")]
    [InlineData("shiftjis-header", "日本語", "shift_jis")]
    [InlineData("koi8r-meta", "Привет, мир", "koi8-r")]
    [InlineData("utf8-meta-http-equiv", Everything, "utf-8")]
    [InlineData("windows1252-meta-http-equiv", "Grüße €", "windows-1252")]
    [InlineData("xml-declaration", "Grüße, Żółć", "iso-8859-2")]
    [InlineData("unknown-charset-header", Everything, "utf-8")]
    [InlineData("quoted-charset", Everything, "utf-8")]
    [InlineData("header-contradicts-bom", Everything, "utf-8")]
    [InlineData("empty", "", "utf-8")]
    public void Text_is_read_in_the_encoding_that_it_is_in(string name, string text, string encoding)
    {
        RunResult run = RunWell($"Start-ParallelFetch \"${{http}}encoding/{name}\"");

        string content = run.Output[0].Get<string>("Content")!;
        Assert.Contains(text, content, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFEFF', content);
        Assert.DoesNotContain('\uFFFD', content);
        Assert.Equal(encoding, run.Output[0].Get<Encoding>("Encoding")!.WebName, ignoreCase: true);
    }

    [Theory]
    [InlineData("windows-1251", "Привет")]
    [InlineData("koi8-r", "Привет")]
    [InlineData("KOI8-U", "Привіт")]
    [InlineData("iso-8859-15", "10 €")]
    [InlineData("euc-kr", "안녕")]
    [InlineData("euc-jp", "日本")]
    [InlineData("iso-2022-jp", "日本")]
    [InlineData("gb18030", "你好")]
    [InlineData("big5", "你好")]
    [InlineData("ibm850", "Grüße")]
    [InlineData("macintosh", "Grüße")]
    [InlineData("utf-16", "Grüße")]
    [InlineData("utf-16be", "Grüße")]
    [InlineData("us-ascii", "plain")]
    public void Code_pages_are_known(string label, string text)
    {
        Encoding encoding = CodePagesEncodingProvider.Instance.GetEncoding(label) ?? Encoding.GetEncoding(label);
        string hex = Convert.ToHexString(encoding.GetBytes(text));

        Assert.Equal([text], RunWell($"Start-ParallelFetch \"${{raw}}charset?label={label}&bytes={hex}\"").All<string>("Content"));
    }

    [Theory]
    [InlineData("text/plain; charset=", "utf-8")]
    [InlineData("text/plain; charset", "utf-8")]
    [InlineData("text/plain; CHARSET='utf-8'", "utf-8")]
    [InlineData("text/plain;charset=UTF8", "utf-8")]
    [InlineData("text/plain; charset=utf-7", "utf-8")]
    [InlineData("text/plain; charset=utf-8; charset=latin1", "utf-8")]
    [InlineData("charset=utf-8", "utf-8")]
    [InlineData(";;;", "utf-8")]
    [InlineData("text/plain; charset=\"windows-1252", "windows-1252")]
    public void A_content_type_that_is_not_well_formed_is_made_the_best_of(string type, string encoding)
    {
        string hex = Convert.ToHexString(Encoding.Latin1.GetBytes("abc"));

        RunResult run = RunWell($"Start-ParallelFetch \"${{raw}}charset?contentType={Uri.EscapeDataString(type)}&bytes={hex}\"");

        Assert.Equal(["abc"], run.All<string>("Content"));
        Assert.Equal(encoding, run.Output[0].Get<Encoding>("Encoding")!.WebName);
    }

    [Fact]
    public void Without_a_content_type_the_body_may_still_say_it()
    {
        string hex = Convert.ToHexString(Encoding.GetEncoding("iso-8859-1").GetBytes("<?xml version='1.0' encoding='iso-8859-1'?><a>Grüße</a>"));

        Assert.Contains("Grüße", RunWell($"Start-ParallelFetch \"${{raw}}charset?type=&bytes={hex}\"").Output[0].Get<string>("Content"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_declaration_in_plain_text_is_text()
    {
        string hex = Convert.ToHexString("<meta charset=koi8-r>Grüße"u8);

        Assert.Equal(["<meta charset=koi8-r>Grüße"], RunWell($"Start-ParallelFetch \"${{raw}}charset?type=text/plain&bytes={hex}\"").All<string>("Content"));
    }

    [Fact]
    public void The_header_beats_what_the_markup_says()
    {
        string hex = Convert.ToHexString("<meta charset=koi8-r>Grüße"u8);

        Assert.EndsWith("Grüße", RunWell($"Start-ParallelFetch \"${{raw}}charset?type=text/html&label=utf-8&bytes={hex}\"").Output[0].Get<string>("Content"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_charset_loses_no_bytes()
    {
        byte[] utf8 = Encoding.UTF8.GetBytes("日本");

        RunResult run = RunWell($"Start-ParallelFetch \"${{raw}}charset?label=us-ascii&bytes={Convert.ToHexString(utf8)}\"");

        Assert.Equal(utf8, run.Output[0].Get<byte[]>("ContentBytes"));
        Assert.Equal(6, run.Output[0].Get<string>("Content")!.Length);
    }
}
