namespace ParallelFetch.Engine.Tests;

public sealed class FetchUriTests
{
    [Theory]
    [InlineData("http://example.com/", "http://example.com/")]
    [InlineData("https://example.com/a?b=c#d", "https://example.com/a?b=c#d")]
    [InlineData("HTTPS://EXAMPLE.com", "https://example.com/")]
    [InlineData("  http://example.com/  ", "http://example.com/")]
    [InlineData("example.com", "http://example.com/")]
    [InlineData("example.com/a?b", "http://example.com/a?b")]
    [InlineData("localhost:8080", "http://localhost:8080/")]
    [InlineData("localhost:8080/x", "http://localhost:8080/x")]
    [InlineData("host:80?q", "http://host/?q")]
    [InlineData("127.0.0.1:81/x", "http://127.0.0.1:81/x")]
    [InlineData("[::1]:81/x", "http://[::1]:81/x")]
    [InlineData("münchen.example", "http://münchen.example/")]
    [InlineData("http://example.com/ä b", "http://example.com/%C3%A4%20b")]
    [InlineData("\uFEFFhttp://example.com/", "http://example.com/")]
    [InlineData("\uFEFFexample.com/a", "http://example.com/a")]
    [InlineData("\u00A0\u200Bhttp://example.com/a\u200D\u2060\u00A0\u00AD\u200F", "http://example.com/a")]
    [InlineData("\thttp://example.com/a\r\n", "http://example.com/a")]
    [InlineData("http://example.com/\uD83D\uDC69\u200D\uD83D\uDCBB", "http://example.com/%F0%9F%91%A9%E2%80%8D%F0%9F%92%BB")]
    public void What_people_write_as_a_url_is_understood(string text, string expected)
    {
        Assert.True(FetchUri.TryParse(text, out Uri? uri, out FetchFailure? failure));
        Assert.Null(failure);
        Assert.Equal(new Uri(expected), uri);
    }

    [Theory]
    [InlineData(null, "$null")]
    [InlineData("", "empty")]
    [InlineData("   ", "empty")]
    [InlineData("\uFEFF\u200B", "empty")]
    [InlineData("http://h/a\nhttp://h/b", "control character (U+000A) at position 11")]
    [InlineData(" \uFEFFhttp://h/a\tb", "control character (U+0009) at position 13")]
    [InlineData("http://h/a\0", "control character (U+0000) at position 11; a list in UTF-16")]
    [InlineData("\u001B]0;http://h/", "control character (U+001B) at position 1")]
    [InlineData("http://h/a\u009Fb", "control character (U+009F) at position 11")]
    [InlineData("ftp://x/y", "'ftp'")]
    [InlineData("file:///etc/passwd", "'file'")]
    [InlineData("mailto:a@b.c", "'mailto'")]
    [InlineData("javascript:alert(1)", "'javascript'")]
    [InlineData(@"C:\x\y", "file path")]
    [InlineData("c:/x", "file path")]
    [InlineData("/etc/passwd", "relative")]
    [InlineData("//host/path", "relative")]
    [InlineData("../up", "relative")]
    [InlineData("?query", "relative")]
    [InlineData("http:/example.com", "slashes")]
    [InlineData("https:example.com", "slashes")]
    [InlineData("http://exa mple/", "malformed")]
    [InlineData("http://h:99999/", "malformed")]
    [InlineData("http://[bad/", "malformed")]
    [InlineData("http://", "malformed")]
    [InlineData("https:///path", "malformed")]
    [InlineData("http://m\uFFFDller.de/", "damaged")]
    [InlineData("http://a\u200Db.de/", "invisible")]
    [InlineData("http://\u00AD/", "invisible")]
    [InlineData("http://ü-.de/", "name")]
    [InlineData("http://host\u2028.de/", "invisible")]
    [InlineData("http://user:password@m\uFFFDller.de:81/", "damaged")]
    [InlineData("m\uFFFDller.de", "damaged")]
    [InlineData("http://a\u3000b.de/", "name")]
    [InlineData("http://a\uFF3Cb.de/", "m")]
    public void What_is_no_url_is_refused_and_the_reason_said(string? text, string reason)
    {
        Assert.False(FetchUri.TryParse(text, out Uri? uri, out FetchFailure? failure));
        Assert.Null(uri);
        Assert.Equal(FetchFailureKind.InvalidUri, failure.Kind);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://user:secret@host/x")]
    [InlineData("http://user:s^e\"cret@host/x")]
    [InlineData("http://user:sécret@host/x")]
    [InlineData("http://user:se@cret@host/x")]
    [InlineData("//user:secret@host/x")]
    [InlineData("http://user:secret@ho st/x")]
    [InlineData("user:secret@host/x")]
    [InlineData("http://user:se/cret@host/x")]
    [InlineData("http:/x:secret@host/x")]
    public void A_password_in_a_url_is_not_shown(string text)
    {
        string shown = FetchUri.Display(FetchRequest.Create(text).Requested);

        Assert.DoesNotContain("cret", shown, StringComparison.Ordinal);
        Assert.EndsWith("st/x", shown.TrimEnd('\''), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"http:\\me:secret@host\path")]
    [InlineData(@" http:/\me:secret@host/path")]
    [InlineData("sip:me:secret@host")]
    [InlineData("ftp://me:secret@host/")]
    public void No_password_is_shown_however_the_uri_is_written(string text)
    {
        object requested = Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out Uri? uri) ? uri : text;
        Assert.DoesNotContain("secret", FetchUri.Display(requested), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", FetchUri.Display(text), StringComparison.Ordinal);
    }

    [Fact]
    public void An_at_sign_in_the_path_is_shown()
    {
        Assert.Equal("http://host:81/@x", FetchUri.Display(new Uri("http://host:81/@x")));
        Assert.Equal("'http://ho st/@x'", FetchUri.Display("http://ho st/@x"));
    }

    [Fact]
    public void A_very_long_url_is_cut_when_shown() =>
        Assert.Equal(301, FetchUri.Display(new Uri("http://host/" + new string('x', 5000))).Length);

    [Fact]
    public void The_message_of_the_error_names_the_input()
    {
        FetchRequest request = FetchRequest.Create("http://exa mple/");

        var exception = new FetchException(request.Rejection!, request.Requested);

        Assert.StartsWith("'http://exa mple/': ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://host/", "a=b", "http://host/?a=b")]
    [InlineData("http://host", "a=b", "http://host/?a=b")]
    [InlineData("http://host/x?", "a=b", "http://host/x?a=b")]
    [InlineData("http://host/x?c=d", "a=b", "http://host/x?c=d&a=b")]
    [InlineData("http://host/x?c=d#part", "a=b", "http://host/x?c=d&a=b#part")]
    [InlineData("http://host:8080/x", "a=b", "http://host:8080/x?a=b")]
    [InlineData("http://user:password@host/x", "a=b", "http://user:password@host/x?a=b")]
    [InlineData("http://[::1]/x", "a=b", "http://[::1]/x?a=b")]
    [InlineData("http://host/%2F%20?c=%26", "a=%26%3D+%C3%A4", "http://host/%2F%20?c=%26&a=%26%3D+%C3%A4")]
    [InlineData("http://host/x?c=d", "", "http://host/x?c=d")]
    public void A_query_is_added_to_the_one_there_is(string uri, string query, string expected)
    {
        Uri result = FetchUri.WithQuery(new Uri(uri), query);

        Assert.Equal(expected, result.AbsoluteUri);
    }

    [Fact]
    public void A_request_keeps_what_was_asked_for_when_a_query_is_added()
    {
        FetchRequest request = FetchRequest.Create("http://host/x?c=d").WithContent(HttpMethod.Get, null, "a=b");

        Assert.Equal(new Uri("http://host/x?c=d"), request.Requested);
        Assert.Equal(new Uri("http://host/x?c=d&a=b"), request.Uri);
        Assert.Null(FetchRequest.Create("ftp://host/").WithContent(HttpMethod.Get, null, "a=b").Uri);
    }
}
