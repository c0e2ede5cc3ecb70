using System.Text;
using ParallelFetch.Bodies;
using ParallelFetch.Engine.Tests.Fakes;

namespace ParallelFetch.Engine.Tests;

public sealed class FormBodyTests
{
    [Fact]
    public async Task A_form_is_written_as_browsers_write_it()
    {
        var form = new FormBody([
            new FormPart("a", Text("1")),
            new FormPart("file", Text("<x/>"), "x.xml", "text/xml; charset=utf-8"),
            new FormPart("empty", Text(string.Empty), string.Empty),
        ]);

        Assert.Equal(
            "--B\r\n"
            + "Content-Disposition: form-data; name=\"a\"\r\n\r\n"
            + "1\r\n"
            + "--B\r\n"
            + "Content-Disposition: form-data; name=\"file\"; filename=\"x.xml\"\r\n"
            + "Content-Type: text/xml; charset=utf-8\r\n\r\n"
            + "<x/>\r\n"
            + "--B\r\n"
            + "Content-Disposition: form-data; name=\"empty\"; filename=\"\"\r\n\r\n"
            + "\r\n"
            + "--B--\r\n",
            await WriteAsync(form));
    }

    [Fact]
    public async Task A_form_without_parts_is_no_more_than_its_end() => Assert.Equal("--B--\r\n", await WriteAsync(new FormBody([])));

    [Fact]
    public void The_boundary_is_another_one_each_time_and_has_no_quotation_marks()
    {
        var form = new FormBody([new FormPart("a", Text("1"))]);
        using HttpContent one = form.CreateContent();
        using HttpContent two = form.CreateContent();

        string type = Assert.Single(one.Headers.GetValues("Content-Type"));
        Assert.Matches("^multipart/form-data; boundary=----ParallelFetch[0-9a-f]{32}$", type);
        Assert.NotEqual(type, Assert.Single(two.Headers.GetValues("Content-Type")));
    }

    [Theory]
    [InlineData("a\"b", "a%22b")]
    [InlineData("a\r\nb", "a%0D%0Ab")]
    [InlineData("a\"; filename=\"x\r\n\r\nevil", "a%22; filename=%22x%0D%0A%0D%0Aevil")]
    [InlineData("a%b", "a%b")]
    [InlineData("a\\b", "a\\b")]
    [InlineData("Grüße €", "Grüße €")]
    [InlineData("😀", "😀")]
    [InlineData("", "")]
    [InlineData("a=b; c", "a=b; c")]
    public async Task Names_and_file_names_are_escaped_like_browsers_do_and_utf_8_else(string name, string expected)
    {
        string written = await WriteAsync(new FormBody([new FormPart(name, Text("1"), name)]));

        Assert.Equal(
            $"--B\r\nContent-Disposition: form-data; name=\"{expected}\"; filename=\"{expected}\"\r\n\r\n1\r\n--B--\r\n",
            written);
    }

    [Theory]
    [InlineData("a\nb", "a%0Ab")]
    [InlineData("a\rb", "a%0Db")]
    public async Task A_single_line_break_in_a_file_name_stays_single(string name, string expected)
    {
        string written = await WriteAsync(new FormBody([new FormPart("a", Text("1"), name)]));

        Assert.Contains($"filename=\"{expected}\"", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_may_be_files_bytes_and_streams()
    {
        byte[] bytes = [0, 13, 10, 45, 45, 255];
        using var file = new TemporaryFile(bytes);
        using var stream = new MemoryStream(bytes) { Position = 3 };
        using var oneWay = new OneWayStream(bytes);
        var form = new FormBody([
            new FormPart("file", new FileBody(file.Path), "f"),
            new FormPart("bytes", new BytesBody(bytes)),
            new FormPart("stream", new StreamBody(stream)),
            new FormPart("oneWay", new StreamBody(oneWay)),
        ]);
        using HttpContent content = form.CreateContent();
        using var target = new MemoryStream();
        await content.CopyToAsync(target, TestContext.Current.CancellationToken);

        string written = Encoding.Latin1.GetString(target.ToArray());
        string text = Encoding.Latin1.GetString(bytes);
        Assert.Null(content.Headers.ContentLength);
        Assert.Contains($"filename=\"f\"\r\n\r\n{text}\r\n--", written, StringComparison.Ordinal);
        Assert.Contains($"name=\"bytes\"\r\n\r\n{text}\r\n--", written, StringComparison.Ordinal);
        Assert.Contains($"name=\"stream\"\r\n\r\n{text[3..]}\r\n--", written, StringComparison.Ordinal);
        Assert.Contains($"name=\"oneWay\"\r\n\r\n{text}\r\n--", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_length_that_is_announced_is_the_length_that_is_written_each_time()
    {
        using var file = new TemporaryFile(new byte[100_000]);
        var form = new FormBody([
            new FormPart("größe €", Text("Wert €"), "dateiñ.txt", "text/plain"),
            new FormPart("file", new FileBody(file.Path), "f"),
        ]);
        using HttpContent content = form.CreateContent();

        for (int i = 0; i < 2; i++)
        {
            using var target = new MemoryStream();
            await content.CopyToAsync(target, TestContext.Current.CancellationToken);
            Assert.Equal(content.Headers.ContentLength, target.Length);
        }
    }

    [Fact]
    public void A_form_is_sent_to_several_urls()
    {
        using var fixture = new EngineFixture();
        using var file = new TemporaryFile(1, 2, 3);
        var form = new FormBody([new FormPart("file", new FileBody(file.Path), "f")]);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(fixture.Fetch(fixture.Request().WithContent(HttpMethod.Post, form), network => network.Answer(1)).IsSuccess);
        }

        Assert.All(fixture.Network.Exchanges, exchange =>
        {
            string boundary = exchange.Headers["Content-Type"].Split("boundary=")[1];
            Assert.StartsWith($"--{boundary}\r\n", Encoding.Latin1.GetString(exchange.Body!), StringComparison.Ordinal);
            Assert.Equal(exchange.BodyLength, exchange.Body!.Length);
        });
    }

    [Fact]
    public void A_file_that_is_missing_fails_the_fetch_before_it_is_sent()
    {
        using var fixture = new EngineFixture();
        var form = new FormBody([new FormPart("file", new FileBody("/no/such/file"), "f")]);

        FetchOutcome outcome = fixture.Fetch(fixture.Request().WithContent(HttpMethod.Post, form), _ => { });

        Assert.Equal(FetchFailureKind.InFileFailed, outcome.Failure!.Kind);
        Assert.Empty(fixture.Network.Exchanges);
    }

    private static BytesBody Text(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>What is written, with a B in the place of the boundary.</summary>
    private static async Task<string> WriteAsync(FormBody form)
    {
        using HttpContent content = form.CreateContent();
        using var target = new MemoryStream();
        await content.CopyToAsync(target, TestContext.Current.CancellationToken);
        Assert.Equal(content.Headers.ContentLength, target.Length);
        string boundary = content.Headers.ContentType!.Parameters.Single().Value!;
        return Encoding.UTF8.GetString(target.ToArray()).Replace(boundary, "B", StringComparison.Ordinal);
    }
}
