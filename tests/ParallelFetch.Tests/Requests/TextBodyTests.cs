using System.Management.Automation;
using System.Text;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

/// <summary>Bodies of text, bytes and XML, and the content type that they get.</summary>
public sealed class TextBodyTests(ServerFixture fixture) : RequestTest(fixture)
{
    [Theory]
    [InlineData("Post", "'text'", "application/x-www-form-urlencoded")]
    [InlineData("Put", "'text'", null)]
    [InlineData("Patch", "'text'", null)]
    [InlineData("Delete", "'text'", null)]
    [InlineData("Get", "'text'", null)]
    [InlineData("Post", "([Text.Encoding]::UTF8.GetBytes('text'))", "application/octet-stream")]
    [InlineData("Put", "([Text.Encoding]::UTF8.GetBytes('text'))", null)]
    [InlineData("Post", "([IO.MemoryStream]::new([Text.Encoding]::UTF8.GetBytes('text')))", "application/octet-stream")]
    [InlineData("Put", "([IO.MemoryStream]::new([Text.Encoding]::UTF8.GetBytes('text')))", null)]
    [InlineData("Post", "([Net.Http.StringContent]::new('text'))", "text/plain; charset=utf-8")]
    [InlineData("Put", "([Net.Http.StringContent]::new('text', [Text.Encoding]::UTF8, 'text/csv'))", "text/csv; charset=utf-8")]
    public async Task A_body_gets_the_content_type_of_its_kind(string method, string body, string? type)
    {
        RecordedRequest sent = await OneSentByAsync($"Start-ParallelFetch \"${{http}}echo\" -Method {method} -Body {body}");

        Assert.Equal("text", sent.Text);
        Assert.Equal("4", sent.Headers.Text("Content-Length"));
        Assert.Equal(type, sent.Headers.Text("Content-Type"));
    }

    [Theory]
    [InlineData("-ContentType 'text/plain'", "text/plain")]
    [InlineData("-Headers @{ 'content-type' = 'text/plain' }", "text/plain")]
    [InlineData("-ContentType 'text/plain' -Headers @{ 'Content-Type' = 'text/html' }", "text/plain")]
    [InlineData("-ContentType ''", "application/x-www-form-urlencoded")]
    public async Task The_content_type_given_beats_that_of_the_kind(string option, string type) =>
        Assert.Equal([type], (await OneSentByAsync($"Start-ParallelFetch \"${{http}}echo\" -Method Post -Body text {option}")).Headers["Content-Type"]);

    [Theory]
    [InlineData("", "utf-8")]
    [InlineData("-ContentType 'text/plain'", "utf-8")]
    [InlineData("-ContentType 'text/plain; charset=utf-8'", "utf-8")]
    [InlineData("-ContentType 'text/plain; charset=iso-8859-1'", "iso-8859-1")]
    [InlineData("-ContentType 'text/plain; charset=\"windows-1252\"'", "windows-1252")]
    [InlineData("-ContentType 'text/plain; CHARSET=Shift_JIS'", "shift_jis")]
    [InlineData("-ContentType 'text/plain; charset=utf-16'", "utf-16")]
    [InlineData("-Headers @{ 'Content-Type' = 'text/plain; charset=koi8-r' }", "koi8-r")]
    public async Task The_charset_of_the_content_type_encodes_the_body(string option, string charset)
    {
        const string Text = "Grüße, 日本, Привет";
        Encoding encoding = CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset);
        Session.With("text", Text);

        RecordedRequest sent = await OneSentByAsync($"Start-ParallelFetch \"${{http}}echo\" -Method Post -Body $text {option}");

        // Without a byte order mark in front.
        Assert.Equal(encoding.GetBytes(Text), sent.Body);
    }

    [Theory]
    [InlineData("text/plain; charset=x-nonsense", "x-nonsense")]
    [InlineData("text/plain; charset=utf-7", "utf-7")]
    public async Task A_charset_that_is_not_known_is_one_error_that_names_it(string type, string named)
    {
        ErrorRecord error = await RefusedAsync($"\"${{http}}echo\" | Start-ParallelFetch -Method Post -Body text -ContentType '{type}'", "InvalidBody");

        Assert.Contains(named, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'one', 'two', 'three'")]
    [InlineData("([string[]]('one', 'two', 'three'))")]
    [InlineData("('one', 'two', 'three' | ForEach-Object { $_ })")]
    [InlineData("([System.Collections.Generic.List[string]]::new([string[]]('one', 'two', 'three')))")]
    public async Task Lines_of_a_file_are_sent_as_its_text(string lines) =>
        Assert.Equal("one\ntwo\nthree", (await OneSentByAsync($"Start-ParallelFetch \"${{http}}echo\" -Method Post -Body {lines}")).Text);

    [Theory]
    [InlineData("42", "42")]
    [InlineData("1.5", "1.5")]
    [InlineData("$true", "True")]
    public async Task A_plain_value_is_sent_as_its_text_whatever_the_culture(string body, string text)
    {
        string script = $"[cultureinfo]::CurrentCulture = 'de-DE'; Start-ParallelFetch \"${{http}}echo\" -Method Put -Body {body}";

        Assert.Equal(text, (await OneSentByAsync(script)).Text);
    }

    [Theory]
    [InlineData("''")]
    [InlineData("$null")]
    public async Task An_empty_body_is_none(string body)
    {
        RecordedRequest sent = await OneSentByAsync($"Start-ParallelFetch \"${{http}}echo\" -Body {body}");

        Assert.Empty(sent.Body);
        Assert.False(sent.Headers.ContainsKey("Content-Length"));
        Assert.False(sent.Headers.ContainsKey("Transfer-Encoding"));
    }

    [Theory]
    [InlineData("<a>ü</a>", "", "application/xml; charset=utf-8", "utf-8")]
    [InlineData("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a>ü</a>", "", "application/xml; charset=iso-8859-1", "iso-8859-1")]
    [InlineData("<a>ü</a>", "-ContentType 'text/xml; charset=utf-16'", "text/xml; charset=utf-16", "utf-16")]
    [InlineData("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a>ü</a>", "-ContentType 'text/xml'", "text/xml", "iso-8859-1")]
    public async Task Xml_is_sent_in_the_encoding_that_it_declares(string xml, string option, string type, string charset)
    {
        Session.With("text", xml);

        RecordedRequest sent = await OneSentByAsync($"Start-ParallelFetch \"${{http}}echo\" -Method Post -Body ([xml]$text) {option}");

        Assert.Equal(type, sent.Headers.Text("Content-Type"));
        Assert.Equal(xml, Encoding.GetEncoding(charset).GetString(sent.Body));
    }

    [Fact]
    public async Task An_element_of_a_document_is_sent_as_xml() =>
        Assert.Equal("<b c=\"1\" />", (await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -Method Post -Body ([xml]'<a><b c=\"1\"/></a>').a.b")).Text);

    [Fact]
    public async Task Bytes_of_all_values_arrive_as_they_are()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(static value => (byte)value)];
        Session.With("bytes", bytes);

        Assert.Equal(bytes, (await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -Method Post -Body $bytes")).Body);
    }

    [Fact]
    public async Task A_body_is_the_same_for_every_url_of_the_call()
    {
        IReadOnlyList<RecordedRequest> sent = await SentByAsync("1..10 | ForEach-Object { \"${http}echo?$_\" } | Start-ParallelFetch -Method Post -Body 'same for all'");

        Assert.Equal(10, sent.Count(request => request.Text == "same for all"));
    }

    [Fact]
    public async Task An_object_that_nothing_says_how_to_write_is_an_error_that_says_what_to_do()
    {
        ErrorRecord error = await RefusedAsync("Start-ParallelFetch \"${http}echo\" -Method Post -Body ([pscustomobject]@{ a = 1 })", "InvalidBody");

        Assert.Contains("application/json", error.ToString(), StringComparison.Ordinal);
    }
}
