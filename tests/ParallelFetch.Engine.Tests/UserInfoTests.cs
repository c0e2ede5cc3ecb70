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
    public void A_user_and_a_password_are_read_and_decoded(string uri, string user, string password) =>
        Assert.Equal((user, password), UserInfo.Parse(new Uri(uri)));

    [Theory]
    [InlineData("http://host/")]
    [InlineData("http://host/@x:y")]
    [InlineData("http://@host/")]
    public void Without_either_there_is_none(string uri) => Assert.Null(UserInfo.Parse(new Uri(uri)));
}
