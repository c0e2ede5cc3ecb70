using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ParallelFetch.Text;

namespace ParallelFetch.Engine.Tests.Fuzz;

public sealed class ContentTextFuzzTests
{
    private const int Count = 10_000;

    private static readonly string[] Labels =
        ["utf-8", "UTF8", "utf-16", "utf-16be", "utf-32", "utf-7", "iso-8859-1", "windows-1252", "shift_jis", "gb18030", "iso-2022-jp", "x-none", "437", ""];

    private static readonly byte[][] Marks =
        [[], [], [], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF], [0xFF, 0xFE, 0, 0], [0, 0, 0xFE, 0xFF], [0xEF, 0xBB], [0xFF], [0, 0, 0xFE]];

    private static readonly Gen<string> Label = Gen.Elements(Labels);

    private static readonly Gen<string?> ContentType = Gen.Frequency(
        (1, Gen.Constant<string?>(null)),
        (7, Generate.Text(Gen.Frequency(
            (11, Gen.Elements("text/html", "application/xml", "text/plain", ";", "; ", "charset", "=", "\"", "'", "charset=", ", ")),
            (2, Label))).Select(type => (string?)type)));

    private static readonly Gen<byte[]> Body =
        from mark in Gen.Elements(Marks)
        from markup in Generate.Text(Gen.Frequency(
            (15, Gen.Elements(
                "<meta ", "<META", "charset", "=", "charset=", "\"", "'", ">", "/>", "<?xml ", "version=\"1.0\" ", "encoding=",
                "http-equiv=Content-Type ", "content=\"text/html;", " ")),
            (2, Label),
            (1, Gen.Choose(0, 1099).Select(length => new string(' ', length)))))
        from encoding in Gen.Elements(Encoding.UTF8, Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32)
        from noise in Generate.Noise(40)
        select (byte[])[.. mark, .. encoding.GetBytes(markup), .. noise];

    [Fact]
    public void Any_bytes_become_text_in_the_encoding_that_is_reported()
    {
        Gen<(string? Type, byte[] Body)> responses = from type in ContentType from body in Body select (type, body);
        PropertyCheck.ForAll(Count, Arb.From(responses, Smaller), response =>
        {
            (string? contentType, byte[] body) = response;

            string text = ContentText.Decode(body, contentType, out Encoding encoding);

            Assert.Equal(encoding, ContentText.DetectEncoding(body, contentType));
            Assert.InRange(text.Length, 0, encoding.GetMaxCharCount(body.Length));
            Assert.False(text.StartsWith('\uFEFF') && !StartsTwice(body, encoding), "The mark is in the text.");
        });
    }

    [Fact]
    public void Bytes_without_a_mark_become_text_in_the_encoding_of_the_header()
    {
        PropertyCheck.ForAll(Count, Generate.Noise(60).Shrinking(), noise =>
        {
            byte[] body = [(byte)'a', .. noise];

            Assert.Equal(Encoding.UTF8.GetString(body), ContentText.Decode(body, "text/html; charset=utf-8", out _));
            Assert.Equal(Encoding.Latin1.GetString(body), ContentText.Decode(body, "text/html; charset=iso-8859-1", out _));
        });
    }

    [Theory]
    [InlineData("text/html; charset=", ' ', ";")]
    [InlineData("text/html; charset=\"", ' ', ";")]
    [InlineData("text/html; charset", '\t', ";")]
    [InlineData("text/html; charset=", '"', "")]
    public async Task However_long_a_content_type_is_it_is_read_once(string start, char repeated, string end)
    {
        // Read again from each of its characters, this would take days.
        string contentType = start + new string(repeated, 3_000_000) + end;

        Encoding encoding = await Task.Run(() => ContentText.DetectEncoding([], contentType), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Equal("utf-8", encoding.WebName);
    }

    private static IEnumerable<(string? Type, byte[] Body)> Smaller((string? Type, byte[] Body) response) =>
        (response.Type is null ? [] : Generate.Smaller(response.Type)).Select(type => response with { Type = type })
        .Concat(Generate.Smaller(response.Body).Select(body => response with { Body = body }));

    // One mark is taken off; another behind it is a character of the text.
    private static bool StartsTwice(byte[] body, Encoding encoding)
    {
        byte[] mark = encoding is UTF8Encoding ? Encoding.UTF8.GetPreamble() : encoding.GetPreamble();
        return body.AsSpan().StartsWith((byte[])[.. mark, .. mark]) || !body.AsSpan().StartsWith(mark);
    }
}
