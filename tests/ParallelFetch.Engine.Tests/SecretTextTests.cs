using ParallelFetch.Text;

namespace ParallelFetch.Engine.Tests;

public sealed class SecretTextTests
{
    [Theory]
    [InlineData("https://host/a?page=3&id=7", "https://host/a?page=3&id=7")]
    [InlineData("https://host/a?api_key=s3cret&page=3", "https://host/a?api_key=***&page=3")]
    [InlineData("https://host/a?page=3&access_token=s3cret", "https://host/a?page=3&access_token=***")]
    [InlineData("https://host/a?sig=s3cret", "https://host/a?sig=***")]
    [InlineData("https://host/a?X-Amz-Signature=s3cret&X-Amz-Date=1", "https://host/a?X-Amz-Signature=***&X-Amz-Date=1")]
    [InlineData("https://host/a?user=x;password=s3cret;b=c", "https://host/a?user=x;password=***;b=c")]
    [InlineData("https://host/a?pass%77ord=s3cret", "https://host/a?pass%77ord=***")]
    [InlineData("https://host/cb#id_token=s3cret&state=1", "https://host/cb#id_token=***&state=1")]
    [InlineData("https://host/?code=s3cret", "https://host/?code=***")]
    [InlineData("https://host/?zipcode=80331&compass=n", "https://host/?zipcode=80331&compass=n")]
    [InlineData("https://host/key=1", "https://host/key=1")]
    public void What_is_secret_by_its_name_is_not_shown(string url, string expected)
    {
        Assert.Equal(expected, FetchUri.Display(new Uri(url)));
        Assert.Equal($"'{expected}'", FetchUri.Display(url));
    }

    [Theory]
    [InlineData("https://user:word@host:81/a/b?q=1#x", "https://host:81/a/b?…#…")]
    [InlineData("http://host", "http://host/")]
    [InlineData("http://host/ä?", "http://host/%C3%A4")]
    public void A_log_has_neither_account_nor_query(string url, string expected) => Assert.Equal(expected, SecretText.ForLog(new Uri(url)));

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
        Assert.Equal(expected, SecretText.FieldValue(name, value));

    [Fact]
    public void A_long_value_is_cut() => Assert.Equal(501, SecretText.FieldValue("X-Text", new string('x', 70_000)).Length);
}
