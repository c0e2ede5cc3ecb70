using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests;

public sealed class RequestHeadersTests
{
    [Fact]
    public void A_user_agent_and_the_known_encodings_are_sent_by_default()
    {
        using var fixture = new EngineFixture();

        fixture.Fetch(fixture.Request(), network => network.Answer(1));

        FakeExchange sent = Assert.Single(fixture.Network.Exchanges);
        Assert.StartsWith("ParallelFetch/", sent.Headers["User-Agent"], StringComparison.Ordinal);
        Assert.Equal("gzip, deflate, br", sent.Headers["Accept-Encoding"]);
    }

    [Fact]
    public void What_is_given_replaces_the_defaults()
    {
        RequestHeaders headers = Create(("user-agent", "mine"), ("accept-encoding", "identity"))!;

        Assert.Equal(["user-agent", "accept-encoding"], headers.Fields.Select(field => field.Name));
    }

    [Theory]
    [InlineData("X", "a\nb")]
    [InlineData("X", "a\r\nEvil: 1")]
    [InlineData("X", "a\0b")]
    [InlineData("X Y", "v")]
    [InlineData("X:", "v")]
    [InlineData("", "v")]
    [InlineData("X\nEvil", "v")]
    [InlineData("Grüße", "v")]
    [InlineData("Host", "a b")]
    [InlineData("Host", "a/b")]
    [InlineData("Content-Length", "5")]
    [InlineData("Transfer-Encoding", "chunked")]
    public void What_http_does_not_allow_is_refused_and_the_field_named(string name, string value)
    {
        Assert.Null(RequestHeaders.Create([new(name, value)], out FetchFailure? failure));
        Assert.Equal(FetchFailureKind.InvalidHeader, failure!.Kind);
        Assert.Contains(name.Split('\n')[0], failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_agent_with_a_line_break_is_refused()
    {
        Assert.Null(RequestHeaders.Create([new("User-Agent", "a\nb")], out FetchFailure? failure));
        Assert.Equal(FetchFailureKind.InvalidHeader, failure!.Kind);
    }

    [Fact]
    public void Header_fields_of_the_content_are_sent_too()
    {
        using var fixture = new EngineFixture();
        RequestHeaders headers = Create(("Content-Type", "text/x"), ("X", "1"), ("X", "2"))!;

        fixture.Fetch(FetchRequest.Create("http://host/", headers: headers), network => network.Answer(1));

        FakeExchange sent = Assert.Single(fixture.Network.Exchanges);
        Assert.Equal("text/x", sent.Headers["Content-Type"]);
        Assert.Equal("1, 2", sent.Headers["X"]);
    }

    [Theory]
    [InlineData("Authorization", true)]
    [InlineData("proxy-authorization", true)]
    [InlineData("Cookie", true)]
    [InlineData("X-Api-Key", true)]
    [InlineData("Private-Token", true)]
    [InlineData("X-Amz-Security-Token", true)]
    [InlineData("X-Auth", true)]
    [InlineData("Auth", true)]
    [InlineData("Ocp-Apim-Subscription-Key", true)]
    [InlineData("X-Functions-Key", true)]
    [InlineData("DD-APPLICATION-KEY", true)]
    [InlineData("Accept", false)]
    [InlineData("X-Request-Id", false)]
    [InlineData("Author", false)]
    public void Credentials_are_known_by_name(string name, bool expected) =>
        Assert.Equal(expected, CredentialHeaders.IsCredential(name));

    private static RequestHeaders? Create(params (string Name, string Value)[] fields) =>
        RequestHeaders.Create(fields.Select(field => new RequestHeader(field.Name, field.Value)), out _);
}
