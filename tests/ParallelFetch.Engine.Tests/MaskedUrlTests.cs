using ParallelFetch.Text;

namespace ParallelFetch.Engine.Tests;

public sealed class MaskedUrlTests
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
    public void A_log_has_neither_account_nor_query(string url, string expected) => Assert.Equal(expected, MaskedUrl.InLog(new Uri(url)));

    [Theory]
    [InlineData("https://user:word@host:81/a?q=1&token=s3cret;x=2&y#x", "https://host:81/a?q=***&token=***&***")]
    [InlineData("http://host/ä?", "http://host/%C3%A4?")]
    public void A_report_has_the_names_in_a_query_only(string url, string expected) => Assert.Equal(expected, MaskedUrl.InReport(new Uri(url)));

    [Theory]
    [InlineData("https://user:word@host:81/ä?q=1&token=s3cret#x", "https://host:81/ä?q=1&token=***#x")]
    [InlineData("https://host/a\u202Eb", "https://host/a%E2%80%AEb")]
    public void A_view_has_what_tells_urls_apart(string url, string expected) => Assert.Equal(expected, MaskedUrl.InView(new Uri(url)));

    [Fact]
    public void A_parameter_of_the_path_is_secret_by_its_name_everywhere()
    {
        var url = new Uri("https://host/a;session=s3cret?b=1");
        Assert.All(
            [MaskedUrl.InMessage(url), MaskedUrl.InView(url), MaskedUrl.InReport(url), MaskedUrl.InLog(url)],
            static shown => Assert.StartsWith("https://host/a;session=***", shown, StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_terminal_would_obey_is_percent_encoded() =>
        Assert.Equal("'http://ho st/%1B[2J%0D%0A%E2%80%AE'", MaskedUrl.InMessage("http://ho st/\u001b[2J\r\n\u202E"));

    [Theory]
    [InlineData("https://user:word@host/a?q=1", "https://host/a?q=1")]
    [InlineData("https://host/a?token=s3cret&q=1", "https://host/a?token=***&q=1")]
    public void A_file_for_people_has_no_secret(string url, string expected) => Assert.Equal(expected, MaskedUrl.Kept(url));

    [Fact]
    public void A_url_is_known_again_without_its_secrets()
    {
        string one = MaskedUrl.Key(new Uri("https://user:word@host/a?code=s3cret-1"));
        string other = MaskedUrl.Key(new Uri("https://host/a?code=s3cret-2"));

        Assert.StartsWith("https://host/a?code=*** sha256:", one, StringComparison.Ordinal);
        Assert.NotEqual(one, other);
        Assert.Equal(one, MaskedUrl.Key(new Uri("https://host/a?code=s3cret-1")));
        Assert.Equal("https://host/a?q=1", MaskedUrl.Key(new Uri("https://user@host/a?q=1")));
    }

    [Fact]
    public void An_at_sign_in_a_password_hides_nothing_behind_it() => Assert.Equal("to http://host/a", MaskedUrl.WithoutUserInfo("to http://u:p@ss@host/a"));

    [Fact]
    public void What_is_no_url_has_no_query_in_a_log() => Assert.Equal("<https://host/a?…>; <//host/b?…>", MaskedUrl.InText("<https://u:p@host/a?x=1>; <//u@host/b?y>"));
}
