using ParallelFetch.Text;

namespace ParallelFetch.Engine.Tests;

public sealed class MaskedFieldTests
{
    [Theory]
    [InlineData("Accept", "text/html", "text/html")]
    [InlineData("Authorization", "Basic dTpw", "Basic ***")]
    [InlineData("Authorization", "hunter2 hunter3", "***")]
    [InlineData("authorization", "hunter2", "***")]
    [InlineData("X-Amz-Security-Token", "abc", "***")]
    [InlineData("Private-Token", "abc", "***")]
    [InlineData("X-Api-Key", "abc", "***")]
    [InlineData("Set-Cookie", "a=b; Path=/", "***")]
    [InlineData("Set-Cookie2", "a=b", "***")]
    [InlineData("Proxy-Authenticate", "Basic realm=\"x\"", "Basic ***")]
    [InlineData("Location", "/a?code=s3cret#f", "/a?…")]
    [InlineData("Location", "https://u:p@host/a", "https://host/a")]
    [InlineData("Link", "<https://host/a?page=2&key=s3cret>; rel=\"next\"", "<https://host/a?…>; rel=\"next\"")]
    [InlineData("X-Text", "a\u001b[2Jb", "a?[2Jb")]
    public void A_field_is_shown_without_its_secrets(string name, string value, string expected) =>
        Assert.Equal(expected, MaskedField.Value(name, value));

    [Fact]
    public void A_long_value_is_cut() => Assert.Equal(501, MaskedField.Value("X-Text", new string('x', 70_000)).Length);
}
