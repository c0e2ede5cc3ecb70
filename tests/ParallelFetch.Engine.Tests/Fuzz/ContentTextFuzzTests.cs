using System.Text;
using ParallelFetch.Text;

namespace ParallelFetch.Engine.Tests.Fuzz;

public sealed class ContentTextFuzzTests
{
    private const int Count = 10_000;

    private static readonly string[] Labels =
        ["utf-8", "UTF8", "utf-16", "utf-16be", "utf-32", "utf-7", "iso-8859-1", "windows-1252", "shift_jis", "gb18030", "iso-2022-jp", "x-none", "437", ""];

    private static readonly byte[][] Marks =
        [[], [], [], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF], [0xFF, 0xFE, 0, 0], [0, 0, 0xFE, 0xFF], [0xEF, 0xBB], [0xFF], [0, 0, 0xFE]];

    [Fact]
    public void Any_bytes_become_text_in_the_encoding_that_is_reported()
    {
        for (int seed = 0; seed < Count; seed++)
        {
            var random = new FuzzedText(seed);
            string? contentType = ContentType(random);
            byte[] body = Body(random);

            string text = ContentText.Decode(body, contentType, out Encoding encoding);

            Assert.Equal(encoding, ContentText.DetectEncoding(body, contentType));
            Assert.InRange(text.Length, 0, encoding.GetMaxCharCount(body.Length));
            Assert.False(text.StartsWith('\uFEFF') && !StartsTwice(body, encoding), $"Seed {seed}: the mark is in the text.");
        }
    }

    [Fact]
    public void Bytes_without_a_mark_become_text_in_the_encoding_of_the_header()
    {
        for (int seed = 0; seed < Count; seed++)
        {
            byte[] body = [(byte)'a', .. new FuzzedText(seed).Noise(60)];

            Assert.Equal(Encoding.UTF8.GetString(body), ContentText.Decode(body, "text/html; charset=utf-8", out _));
            Assert.Equal(Encoding.Latin1.GetString(body), ContentText.Decode(body, "text/html; charset=iso-8859-1", out _));
        }
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

    private static string? ContentType(FuzzedText random) => random.Random.Next(8) == 0
        ? null
        : random.Of(
            "text/html", "application/xml", "text/plain", ";", "; ", "charset", "=", "\"", "'", "charset=",
            random.Pick(Labels), random.Pick(Labels), ", ");

    private static byte[] Body(FuzzedText random)
    {
        string markup = random.Of(
            "<meta ", "<META", "charset", "=", "charset=", "\"", "'", ">", "/>", "<?xml ", "version=\"1.0\" ", "encoding=",
            "http-equiv=Content-Type ",
            "content=\"text/html;", " ", random.Pick(Labels), random.Pick(Labels), new string(' ', random.Random.Next(1100)));
        Encoding encoding = random.Pick(Encoding.UTF8, Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32);
        return [.. random.Pick(Marks), .. encoding.GetBytes(markup), .. random.Noise(40)];
    }

    // One mark is taken off; another behind it is a character of the text.
    private static bool StartsTwice(byte[] body, Encoding encoding)
    {
        byte[] mark = encoding is UTF8Encoding ? Encoding.UTF8.GetPreamble() : encoding.GetPreamble();
        return body.AsSpan().StartsWith((byte[])[.. mark, .. mark]) || !body.AsSpan().StartsWith(mark);
    }
}
