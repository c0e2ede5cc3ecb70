using ParallelFetch.Bodies;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests;

public sealed class HeaderRulesTests
{
    [Theory]
    [InlineData("User-Agent", "a (")]
    [InlineData("Date", "yesterday")]
    [InlineData("If-Modified-Since", "yesterday")]
    [InlineData("If-Match", "no-quotes")]
    [InlineData("Max-Forwards", "many")]
    [InlineData("Range", "everything")]
    [InlineData("Authorization", ", ,")]
    [InlineData("Content-Type", "none")]
    [InlineData("content-type", "none")]
    [InlineData("Content-Range", "all")]
    [InlineData("Expires", "soon")]
    public void A_value_that_a_standard_field_does_not_take_is_refused_unless_it_is_not_to_be_checked(string name, string value)
    {
        Assert.Null(RequestHeaders.Create([new(name, value)], out FetchFailure? failure));
        Assert.Equal(FetchFailureKind.InvalidHeader, failure!.Kind);
        Assert.Contains($"'{name}'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-SkipHeaderValidation", failure.Message, StringComparison.Ordinal);

        RequestHeaders? headers = RequestHeaders.Create([new(name, value)], out failure, validate: false);
        Assert.Null(failure);
        Assert.Equal(new RequestHeader(name, value), headers!.Fields[0]);
    }

    [Theory]
    [InlineData("Accept", "text/html, */*; q=0.8")]
    [InlineData("Authorization", "Bearer abc.def")]
    [InlineData("Content-Type", "application/json; charset=utf-8")]
    [InlineData("Cookie", "a=b; c=d")]
    [InlineData("X-Anything", "§$%&/()=? ,;\"")]
    [InlineData("X-Empty", "")]
    [InlineData("ETag", "no-quotes")]
    [InlineData("Location", "http://[bad")]
    [InlineData("Set-Cookie", "a=b")]
    [InlineData("WWW-Authenticate", "x y z")]
    public void What_a_field_takes_passes(string name, string value)
    {
        RequestHeaders? headers = RequestHeaders.Create([new(name, value)], out FetchFailure? failure);

        Assert.Null(failure);
        Assert.Equal(value, headers!.Fields[0].Value);
    }

    [Theory]
    [InlineData("X", "a\nb")]
    [InlineData("X", "a\rb")]
    [InlineData("X", "a\0b")]
    [InlineData("X Y", "v")]
    [InlineData("X\nY", "v")]
    [InlineData("", "v")]
    [InlineData("Host", "a b")]
    [InlineData("Host", "user@host")]
    [InlineData("Content-Length", "5")]
    [InlineData("Transfer-Encoding", "chunked")]
    public void What_would_break_the_request_is_refused_even_without_checking(string name, string value)
    {
        Assert.Null(RequestHeaders.Create([new(name, value)], out FetchFailure? failure, validate: false));
        Assert.Equal(FetchFailureKind.InvalidHeader, failure!.Kind);
        Assert.Null(RequestHeaders.Default.With(new(name, value), out failure, validate: false));
        Assert.Equal(FetchFailureKind.InvalidHeader, failure!.Kind);
    }

    [Theory]
    [InlineData("Referer", "http://me:s3cret@ho st/?q=s3cret")]
    [InlineData("Host", "me:s3cret@host")]
    [InlineData("Authorization: Bearer s3cret", "")]
    [InlineData("Authorization", ", s3cret ,")]
    [InlineData("Range", "http://me:s3cret@host/")]
    public void A_refusal_quotes_no_secret(string name, string value)
    {
        RequestHeaders.Create([new(name, value)], out FetchFailure? failure);

        Assert.Equal(FetchFailureKind.InvalidHeader, failure!.Kind);
        Assert.DoesNotContain("s3cret", $"{failure.Message} {failure.Cause}", StringComparison.Ordinal);
    }

    [Fact]
    public void No_value_of_any_field_makes_the_check_itself_fail()
    {
        string[] names =
        [
            "Accept", "Accept-Ranges", "Age", "Allow", "Alt-Svc", "Authorization", "Cache-Control", "Connection",
            "Content-Disposition", "Content-Encoding", "Content-Location", "Content-MD5", "Content-Range", "Content-Type",
            "Cookie", "Date", "ETag", "Expect", "Expires", "From", "Host", "If-Match", "If-Range", "Last-Modified", "Location",
            "Max-Forwards", "Origin", "Pragma", "Proxy-Authorization", "Range", "Referer", "Retry-After", "Server", "Set-Cookie",
            "TE", "Trailer", "Upgrade", "User-Agent", "Vary", "Via", "Warning", "X",
        ];
        string[] values =
        [
            "", " ", ",", ";", "=", "\"", "()", "(", "\\", "a", "0", "-1", "99999999999999999999", "a/b", "http://", "\u00e4\u0001", ",,a=\"\\",
        ];

        foreach (string name in names)
        {
            foreach (string value in values)
            {
                RequestHeaders.Create([new(name, value)], out FetchFailure? failure);
                Assert.True(failure is null or { Kind: FetchFailureKind.InvalidHeader }, $"{name}: {value}");
            }
        }
    }

    [Theory]
    [InlineData("Authorization", ", my-password ,", false)]
    [InlineData("Proxy-Authorization", ", my-password ,", false)]
    [InlineData("Range", "my-password", true)]
    public void A_secret_that_is_refused_is_not_shown(string name, string value, bool isSecret)
    {
        Assert.Null(RequestHeaders.Create([new(name, value, isSecret)], out FetchFailure? failure));

        Assert.Contains($"'{name}'", failure!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("my-password", $"{failure.Message} {failure.Cause}", StringComparison.Ordinal);
    }

    [Fact]
    public void With_puts_one_field_in_the_place_of_all_of_its_name()
    {
        RequestHeaders headers = RequestHeaders.Create([new("X", "1"), new("Y", "2"), new("x", "3")], out _)!;

        RequestHeaders changed = headers.With(new("X", "4", IsSecret: true), out FetchFailure? failure)!;

        Assert.Null(failure);
        Assert.Equal(["Y", "User-Agent", "Accept-Encoding", "X"], changed.Fields.Select(field => field.Name));
        Assert.Equal(new RequestHeader("X", "4", true), changed.Fields[^1]);
        Assert.Equal(["1", "2", "3"], headers.Fields.Take(3).Select(field => field.Value));
    }

    [Fact]
    public void With_checks_its_field()
    {
        Assert.Null(RequestHeaders.Default.With(new("Content-Type", "none"), out FetchFailure? failure));
        Assert.Equal(FetchFailureKind.InvalidHeader, failure!.Kind);
        Assert.NotNull(RequestHeaders.Default.With(new("Content-Type", "none"), out failure, validate: false));
        Assert.Null(failure);
    }

    [Fact]
    public void Contains_and_the_content_type_do_not_regard_case()
    {
        RequestHeaders headers = RequestHeaders.Create([new("content-type", "text/x"), new("X-One", "1")], out _)!;

        Assert.True(headers.Contains("x-one"));
        Assert.True(headers.Contains("CONTENT-TYPE"));
        Assert.True(headers.Contains("User-Agent"));
        Assert.False(headers.Contains("X"));
        Assert.Equal("text/x", headers.ContentType);
        Assert.Null(RequestHeaders.Default.ContentType);
    }

    [Fact]
    public void A_content_type_that_is_malformed_is_sent_as_it_is_if_asked_for()
    {
        FakeExchange sent = Send(
            RequestHeaders.Create([new("Content-Type", "none"), new("User-Agent", "a (")], out _, validate: false)!,
            new BytesBody([1]));

        Assert.Equal("none", sent.Headers["Content-Type"]);
        Assert.Equal("a (", sent.Headers["User-Agent"]);
    }

    [Fact]
    public void A_body_that_says_its_own_type_has_the_say()
    {
        FakeExchange sent = Send(
            RequestHeaders.Create([new("Content-Type", "text/x"), new("Content-Language", "en")], out _)!,
            new FormBody([new FormPart("a", new BytesBody([1]))]));

        Assert.StartsWith("multipart/form-data; boundary=", sent.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.DoesNotContain("text/x", sent.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal("en", sent.Headers["Content-Language"]);
    }

    [Fact]
    public void The_type_given_for_a_file_goes_with_it()
    {
        using var file = new TemporaryFile(1, 2, 3);

        FakeExchange sent = Send(RequestHeaders.Create([new("Content-Type", "text/x")], out _)!, new FileBody(file.Path));

        Assert.Equal("text/x", sent.Headers["Content-Type"]);
        Assert.Equal([1, 2, 3], sent.Body);
    }

    private static FakeExchange Send(RequestHeaders headers, RequestBody body)
    {
        using var fixture = new EngineFixture();
        FetchRequest request = FetchRequest.Create("http://host/", headers: headers).WithContent(HttpMethod.Post, body);
        Assert.True(fixture.Fetch(request, network => network.Answer(1)).IsSuccess);
        return Assert.Single(fixture.Network.Exchanges);
    }
}
