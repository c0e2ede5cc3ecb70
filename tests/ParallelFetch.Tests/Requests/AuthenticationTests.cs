using System.Management.Automation;
using System.Text;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

/// <summary>Credentials that are sent without being asked for: -Authentication, and a URL that carries its own.</summary>
public sealed class AuthenticationTests(ServerFixture fixture) : RequestTest(fixture)
{
    [Theory]
    [InlineData("-Authentication Basic -Credential $user", "Basic dXNlcjpwYXNzd29yZA==")]
    [InlineData("-Authentication Bearer -Token $token", "Bearer token")]
    [InlineData("-Authentication OAuth -Token $token", "Bearer token")]
    [InlineData("-Authentication oauth -Token $token -Headers @{ Authorization = 'Custom x' }", "Bearer token")]
    [InlineData("-Headers @{ Authorization = 'Custom x' }", "Custom x")]
    [InlineData("-Authentication None -Headers @{ Authorization = 'Custom x' }", "Custom x")]
    public async Task The_credentials_go_with_the_first_request(string option, string authorization)
    {
        RecordedRequest sent = await OneSentByAsync($"Start-ParallelFetch \"${{https}}echo\" -SkipCertificateCheck {option}");

        Assert.Equal([authorization], sent.Headers["Authorization"]);
    }

    [Theory]
    [InlineData("auth/basic", "-Authentication Basic -Credential $user")]
    [InlineData("auth/bearer", "-Authentication Bearer -Token $token")]
    public async Task A_server_lets_them_in_at_once(string path, string option)
    {
        RunResult run = RunWell($"Start-ParallelFetch \"${{https}}{path}\" -SkipCertificateCheck {option}");

        Assert.Equal([200], run.All<int>("StatusCode"));
        Assert.Equal(1, await RequestsAsync());
    }

    [Fact]
    public async Task User_and_password_are_sent_in_utf_8()
    {
        Session.With("foreign", Account("jürgen", "пароль:with:colons"));

        RecordedRequest sent = await OneSentByAsync("Start-ParallelFetch \"${https}echo\" -SkipCertificateCheck -Authentication Basic -Credential $foreign");

        Assert.Equal("jürgen:пароль:with:colons", Decoded(sent));
    }

    [Theory]
    [InlineData("-Authentication Basic -Credential $user")]
    [InlineData("-Authentication Bearer -Token $token")]
    [InlineData("-Credential $user")]
    [InlineData("-UseDefaultCredentials")]
    public async Task Credentials_do_not_go_over_http_but_the_https_url_of_the_same_batch_is_fetched(string option)
    {
        await RecordAsync();

        RunResult run = Run($"\"${{http}}text/1\", \"${{https}}text/2\", \"${{http}}text/3\" | Start-ParallelFetch -InOrder -SkipCertificateCheck {option}");

        Assert.Equal([0, 200, 0], run.All<int>("StatusCode"));
        Assert.Equal(["AllowUnencryptedAuthenticationRequired", "AllowUnencryptedAuthenticationRequired"], run.ErrorIds);
        Assert.Equal(ErrorCategory.InvalidArgument, run.Errors[0].CategoryInfo.Category);
        Assert.Contains("-AllowUnencryptedAuthentication", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(["/text/2"], (await RecordedAsync()).Select(request => request.Path));
    }

    [Theory]
    [InlineData("-Authentication Basic -Credential $user", "Basic dXNlcjpwYXNzd29yZA==")]
    [InlineData("-Authentication Bearer -Token $token", "Bearer token")]
    [InlineData("-Credential $user", null)]
    [InlineData("-UseDefaultCredentials", null)]
    public async Task They_do_when_that_is_allowed(string option, string? authorization)
    {
        RecordedRequest sent = await OneSentByAsync($"Start-ParallelFetch \"${{http}}echo\" -AllowUnencryptedAuthentication {option}");

        Assert.Equal(authorization, sent.Headers.Text("Authorization"));
    }

    [Fact]
    public async Task A_header_is_the_users_own_affair_over_http_too() =>
        Assert.Equal("Custom x", (await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -Headers @{ Authorization = 'Custom x' }")).Headers.Text("Authorization"));

    [Fact]
    public async Task Without_credentials_nothing_is_sent_even_when_it_would_be_allowed() =>
        Assert.False((await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -AllowUnencryptedAuthentication")).Headers.ContainsKey("Authorization"));

    [Theory]
    [InlineData("us%65r:p%40ss@", "user:p@ss")]
    [InlineData("only@", "only:")]
    [InlineData("j%C3%BCrgen:x@", "jürgen:x")]
    public async Task User_and_password_of_a_url_are_sent(string userInfo, string sentAs)
    {
        Session.With("url", Scope.HttpsUrl("echo").ToString().Replace("https://", "https://" + userInfo, StringComparison.Ordinal));

        RecordedRequest sent = await OneSentByAsync("Start-ParallelFetch $url -SkipCertificateCheck");

        Assert.Equal(sentAs, Decoded(sent));
        Assert.DoesNotContain("@", sent.Host!, StringComparison.Ordinal);
        Assert.DoesNotContain("@", sent.Target, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Authentication Bearer -Token $token", "Bearer token")]
    [InlineData("-Headers @{ Authorization = 'Custom x' }", "Custom x")]
    [InlineData("-Credential $user", null)]
    public async Task What_was_given_beats_what_the_url_carries(string option, string? authorization)
    {
        Session.With("url", Scope.HttpsUrl("echo").ToString().Replace("https://", "https://a:b@", StringComparison.Ordinal));

        Assert.Equal(authorization, (await OneSentByAsync($"Start-ParallelFetch $url -SkipCertificateCheck {option}")).Headers.Text("Authorization"));
    }

    [Fact]
    public async Task A_password_in_an_http_url_is_not_sent_unless_that_is_allowed_and_not_shown()
    {
        Session.With("url", Scope.Url("echo").ToString().Replace("http://", "http://a:hunter2@", StringComparison.Ordinal));

        RunResult refused = Run("$url, \"${http}text/1\" | Start-ParallelFetch -InOrder");
        Assert.Equal([0, 200], refused.All<int>("StatusCode"));
        Assert.Equal(["AllowUnencryptedAuthenticationRequired"], refused.ErrorIds);
        Assert.DoesNotContain("hunter2", refused.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await RequestsAsync());

        Assert.Equal("a:hunter2", Decoded(await OneSentByAsync("Start-ParallelFetch $url -AllowUnencryptedAuthentication")));
    }

    [Fact]
    public async Task The_password_of_one_url_is_not_sent_with_the_next()
    {
        Session.With("first", Scope.HttpsUrl("echo?1").ToString().Replace("https://", "https://a:b@", StringComparison.Ordinal));

        IReadOnlyList<RecordedRequest> sent = await SentByAsync("$first, \"${https}echo?2\" | Start-ParallelFetch -Throttle 1 -SkipCertificateCheck");

        Assert.Equal([true, false], sent.Select(request => request.Headers.ContainsKey("Authorization")));
    }

    [Fact]
    public void Default_credentials_do_no_harm_where_nobody_takes_them()
    {
        RunResult run = RunWell("\"${https}text/1\", \"${https}auth/negotiate\", \"${https}auth/basic\" | Start-ParallelFetch -InOrder -SkipCertificateCheck -UseDefaultCredentials");

        Assert.Equal([200, 401, 401], run.All<int>("StatusCode"));
    }

    private static string Decoded(RecordedRequest request) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(request.Headers.Text("Authorization")!["Basic ".Length..]));
}
