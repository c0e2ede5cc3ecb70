using ParallelFetch.Checkpoints;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests;

public sealed class UserInfoTests
{
    [Theory]
    [InlineData("http://user:password@host/", "user", "password")]
    [InlineData("http://user@host/", "user", "")]
    [InlineData("http://user:@host/", "user", "")]
    [InlineData("http://:password@host/", "", "password")]
    [InlineData("http://us%40er:p%3Aa%2Fss%25@host/", "us@er", "p:a/ss%")]
    [InlineData("http://user:a:b@host/", "user", "a:b")]
    [InlineData("http://domain%5Cuser:p%C3%A4ss@host/", "domain\\user", "päss")]
    [InlineData("http://user:p+ss@host/", "user", "p+ss")]
    [InlineData("http://user:p%zz@host/", "user", "p%zz")]
    public void A_user_and_a_password_are_read_and_decoded(string uri, string user, string password)
    {
        Uri separate = UserInfo.Separate(new Uri(uri));
        UserInfo account = UserInfo.Of(separate)!;

        Assert.Equal((user, password), (account.UserName, account.Password));
        Assert.Equal(account, UserInfo.Of(new Uri(uri)));
        Assert.Equal(string.Empty, separate.UserInfo);
    }

    [Theory]
    [InlineData("http://host/")]
    [InlineData("http://host/@x:y")]
    [InlineData("http://@host/")]
    public void Without_either_there_is_none(string uri)
    {
        var given = new Uri(uri);

        Assert.Null(UserInfo.Of(given));
        Assert.Equal(string.Empty, UserInfo.Separate(given).UserInfo);
    }

    [Theory]
    [InlineData("https://alice:s3cret@host/a?b=c#d", "https://host/a?b=c#d")]
    [InlineData("https://alice:s3%40cret@host:8080/@x", "https://host:8080/@x")]
    [InlineData("HTTP://alice:s3cret@MÜNCHEN.example", "HTTP://MÜNCHEN.example")]
    [InlineData("socks5://alice:s3cret@[::1]:1080", "socks5://[::1]:1080")]
    public void An_address_is_what_it_was_but_for_them_and_can_be_given_again(string text, string separated)
    {
        var given = new Uri(text);

        Uri separate = UserInfo.Separate(given);

        Assert.Equal(separated, separate.OriginalString);
        Assert.DoesNotContain("cret", $"{separate} {separate.AbsoluteUri} {separate.OriginalString} {UserInfo.Of(separate)}", StringComparison.Ordinal);
        Assert.Equal(given.AbsoluteUri, new Uri(UserInfo.TextOf(separate)).AbsoluteUri);
        Assert.Same(separate, UserInfo.Separate(separate));
        Assert.Equal(separated, UserInfo.TextOf(new Uri(separated)));
    }

    [Fact]
    public void A_request_has_them_nowhere_but_apart()
    {
        FetchRequest request = FetchRequest.Create("https://alice:s3cret@host/").WithContent(HttpMethod.Get, null, "a=b");

        Assert.Equal("https://host/", Assert.IsType<Uri>(request.Requested).OriginalString);
        Assert.Equal("https://host/?a=b", request.Uri!.OriginalString);
        Assert.Equal("s3cret", UserInfo.Of(request.Uri)!.Password);
        Assert.Equal("https://alice:s3cret@host/", UserInfo.TextOf((Uri)request.Requested));
        Assert.Equal(
            CheckpointKey.Of(HttpMethod.Get, new Uri("https://alice:other@host/?a=b"), []),
            CheckpointKey.Of(HttpMethod.Get, request.Uri, []));
    }

    [Theory]
    [InlineData("https://alice:s3cret@host:99999/", "https://host:99999/")]
    [InlineData("alice:s3cret@host/", "alice:***@host/")]
    [InlineData("mailto:alice@example.com", "mailto:alice@example.com")]
    [InlineData("#x", "#x")]
    public void Text_that_is_no_url_comes_back_without_a_password(string text, string requested) => Assert.Equal(requested, FetchRequest.Create(text).Requested);
}
