using System.Text;
using ParallelFetch.Checkpoints;

namespace ParallelFetch.Engine.Tests.Checkpoints;

public sealed class CheckpointKeyTests
{
    private static CheckpointKey Of(string method, string url, string body = "") =>
        CheckpointKey.Of(new HttpMethod(method), new Uri(url, UriKind.RelativeOrAbsolute), Encoding.UTF8.GetBytes(body));

    // Computed elsewhere: a key that changed would make every journal there is worthless.
    [Theory]
    [InlineData("GET", "https://example.com/a?b=c", "", "91ff4879ee98d3f441e664bf3e3e2580")]
    [InlineData("POST", "http://alice:secret@münchen.example:8080/ä#part", "{\"a\":1}", "8fccb8e01840c69a23a00043932bec3f")]
    public void A_key_is_the_same_for_ever(string method, string url, string body, string expected)
    {
        Assert.Equal(expected, Of(method, url, body).ToString());
    }

    [Theory]
    [InlineData("POST", "http://h/a", "x")]
    [InlineData("GET", "http://h/a", "")]
    [InlineData("GET", "http://h/A", "x")]
    [InlineData("GET", "https://h/a", "x")]
    [InlineData("GET", "http://h:81/a", "x")]
    [InlineData("GET", "http://g/a", "x")]
    [InlineData("GET", "http://h/a?", "x")]
    [InlineData("GET", "http://h/a?q", "x")]
    [InlineData("GET", "http://h/a", "y")]
    [InlineData("GET", "http://h/a", "x\n")]
    [InlineData("GET", "http://alice@h/a", "x")]
    public void Method_url_user_and_body_make_another_request(string method, string url, string body)
    {
        Assert.NotEqual(Of("GET", "http://h/a", "x"), Of(method, url, body));
    }

    [Theory]
    [InlineData("get", "http://h/a")]
    [InlineData("GET", "HTTP://H:80/a")]
    [InlineData("GET", "http://h/a#part")]
    [InlineData("GET", "http://h/./b/../a")]
    public void What_is_not_sent_makes_no_difference(string method, string url)
    {
        Assert.Equal(Of("GET", "http://h/a"), Of(method, url));
    }

    [Fact]
    public void The_two_spellings_of_a_host_are_one()
    {
        Assert.Equal(Of("GET", "http://xn--mnchen-3ya.example/"), Of("GET", "http://MÜNCHEN.example/"));
    }

    [Fact]
    public void A_password_does_not_go_into_the_key()
    {
        Assert.Equal(Of("GET", "http://alice:one@h/"), Of("GET", "http://alice:two@h/"));
        Assert.Equal(Of("GET", "http://alice@h/"), Of("GET", "http://alice:two@h/"));
        Assert.NotEqual(Of("GET", "http://bob:one@h/"), Of("GET", "http://alice:one@h/"));
    }

    [Fact]
    public void The_file_that_is_wanted_makes_another_request()
    {
        CheckpointKey[] keys = [.. new[] { null, "/a", "/b" }.Select(file => CheckpointKey.Of(HttpMethod.Get, new Uri("http://h/"), [], file))];

        Assert.Equal(3, keys.Distinct().Count());
        Assert.Equal(keys[1], CheckpointKey.Of(HttpMethod.Get, new Uri("http://h/"), [], "/a"));
    }

    [Fact]
    public void The_text_form_reads_back()
    {
        CheckpointKey key = Of("GET", "http://h/");

        Assert.True(CheckpointKey.TryParse(key.ToString(), out CheckpointKey same));
        Assert.Equal(key, same);
        Assert.Equal(key.GetHashCode(), same.GetHashCode());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0123456789abcdef0123456789abcde")]
    [InlineData("0123456789abcdef0123456789abcdef0")]
    [InlineData("0123456789abcdeg0123456789abcdef")]
    [InlineData("0123456789abcdef0123456789abcde ")]
    [InlineData("0123456789abcdef0123456789abcdeä")]
    public void Other_text_is_no_key(string? text)
    {
        Assert.False(CheckpointKey.TryParse(text, out CheckpointKey key));
        Assert.Equal(default, key);
    }

    [Fact]
    public void A_relative_url_has_no_key()
    {
        Assert.Throws<ArgumentException>(() => Of("GET", "/a"));
    }
}
