using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

/// <summary>
/// Which redirects credentials go along on. Also what PowerShell 7.6.5 mended in Invoke-WebRequest: Authorization was kept
/// where redirects are followed by the cmdlet itself, and was added back by a later attempt.
/// </summary>
public sealed class RedirectCredentialTests : RequestTest
{
    private const string AllSecrets = "-Headers @{ Authorization = 'Custom s3cret'; Cookie = 'c=s3cret'; 'Proxy-Authorization' = 'Basic s3cret'; 'X-Api-Key' = 's3cret'; 'PRIVATE-TOKEN' = 's3cret'; 'X-Marked' = $secret; 'X-Plain' = 'plain' }";

    public RedirectCredentialTests(ServerFixture fixture)
        : base(fixture) => Session.With("secret", Secret("s3cret"))
        .With("toSame", "redirect/1").With("toOther", To(Scope.OtherUrl("echo"))).With("toOtherHttps", To(Scope.OtherHttpsUrl("echo"))).With("toHttp", To(Scope.Url("echo")))
        .With("there", To(Scope.OtherHttpsUrl(To(Scope.HttpsUrl("echo")))));

    [Theory]
    [InlineData("${http}$toSame", true)]
    [InlineData("${https}$toSame", true)]
    [InlineData("${http}$toOther", false)]
    [InlineData("${http}$toOtherHttps", false)]
    [InlineData("${https}$toOtherHttps", false)]
    [InlineData("${https}$toHttp", false)]
    public async Task They_go_along_within_one_origin_only(string url, bool kept)
    {
        IReadOnlyList<RecordedRequest> sent = await SentByAsync($"Start-ParallelFetch \"{url}\" -SkipCertificateCheck -AllowInsecureRedirect {AllSecrets}");

        Assert.Equal(6, Secrets(sent[0]));
        Assert.Equal(kept ? 6 : 0, Secrets(sent[1]));
        Assert.All(sent, request => Assert.Equal("plain", request.Headers.Text("X-Plain")));
    }

    [Theory]
    [InlineData("${http}$toOther", true)]
    [InlineData("${http}$toOtherHttps", true)]
    [InlineData("${https}$toOtherHttps", true)]
    [InlineData("${https}$toHttp", false)]
    public async Task They_go_along_further_where_that_is_asked_for_but_not_from_https_to_http(string url, bool kept)
    {
        IReadOnlyList<RecordedRequest> sent = await SentByAsync($"Start-ParallelFetch \"{url}\" -SkipCertificateCheck -AllowInsecureRedirect -PreserveAuthorizationOnRedirect {AllSecrets}");

        Assert.Equal(kept ? 6 : 0, Secrets(sent[1]));
    }

    [Fact]
    public async Task Even_there_with_every_leave() =>
        Assert.Equal(
            6,
            Secrets((await SentByAsync($"Start-ParallelFetch \"${{https}}$toHttp\" -SkipCertificateCheck -AllowInsecureRedirect -PreserveAuthorizationOnRedirect -AllowUnencryptedAuthentication {AllSecrets}"))[1]));

    [Theory]
    [InlineData("-Authentication Basic -Credential $user")]
    [InlineData("-Authentication Bearer -Token $token")]
    [InlineData("-WebSession ([pscustomobject]@{ Cookies = [Net.CookieContainer]::new(); Headers = @{ Authorization = 'Custom s3cret' } })")]
    public async Task What_is_sent_without_being_asked_for_is_dropped_and_kept_in_the_same_way(string option)
    {
        string script = $"\"${{https}}$toSame\", \"${{https}}$toOtherHttps\" | Start-ParallelFetch -Throttle 1 -InOrder -SkipCertificateCheck {option}";

        Assert.Equal([true, true, true, false], (await SentByAsync(script)).Select(HasAuthorization));
        Assert.Equal([true, true, true, true], (await SentByAsync(script + " -PreserveAuthorizationOnRedirect")).Select(HasAuthorization));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task No_status_and_no_switch_that_changes_the_way_of_following_keeps_them(int status)
    {
        IReadOnlyList<RecordedRequest> sent = await SentByAsync($$"""
            foreach ($options in @{}, @{ PreserveHttpMethodOnRedirect = $true }, @{ AllowInsecureRedirect = $true }, @{ SkipHeaderValidation = $true },
                @{ MaximumRedirection = 1 }, @{ CustomMethod = 'REPORT' }, @{ Method = 'Post'; Body = 'text' }) {
                Start-ParallelFetch "${https}$toOtherHttps&code={{status}}" -SkipCertificateCheck -Authentication Bearer -Token $token @options
            }
            """);

        Assert.Equal(14, sent.Count);
        Assert.Equal(Enumerable.Repeat(new[] { true, false }, 7).SelectMany(pair => pair), sent.Select(HasAuthorization));
    }

    [Fact]
    public async Task What_was_dropped_is_not_added_back_on_the_way_home()
    {
        IReadOnlyList<RecordedRequest> sent = await SentByAsync($"Start-ParallelFetch \"${{https}}$there\" -SkipCertificateCheck {AllSecrets}");

        Assert.Equal([Server.Https.Port, Server.OtherHttps.Port, Server.Https.Port], sent.Select(request => request.LocalPort));
        Assert.Equal([6, 0, 0], sent.Select(Secrets));
    }

    [Theory]
    [InlineData("basic")]
    [InlineData("digest")]
    public async Task A_credential_does_not_answer_the_challenge_of_another_origin(string scheme)
    {
        await RecordAsync();
        Session.With("toChallenge", To(Scope.OtherHttpsUrl("auth/" + scheme)));

        RunResult run = RunWell("Start-ParallelFetch \"${https}$toChallenge\" -SkipCertificateCheck -Credential $user");

        // No second attempt either.
        Assert.Equal([401], run.All<int>("StatusCode"));
        Assert.Equal([false, false], (await RecordedAsync()).Select(HasAuthorization));
    }

    [Fact]
    public async Task Nor_does_it_on_the_way_home()
    {
        await RecordAsync();
        Session.With("thereAndBack", To(Scope.OtherHttpsUrl(To(Scope.HttpsUrl("auth/basic")))));

        RunResult run = RunWell("Start-ParallelFetch \"${https}$thereAndBack\" -SkipCertificateCheck -Credential $user");

        Assert.Equal([401], run.All<int>("StatusCode"));
        Assert.DoesNotContain(await RecordedAsync(), HasAuthorization);
    }

    [Fact]
    public async Task A_credential_that_a_server_has_taken_is_not_sent_to_another_one_after_a_redirect()
    {
        // The first answer is remembered for all that is below its path; the redirect leads away from there.
        IReadOnlyList<RecordedRequest> sent = await SentByAsync("""
            Start-ParallelFetch "${https}auth/basic" -SkipCertificateCheck -Credential $user
            Start-ParallelFetch "${https}$toOtherHttps" -SkipCertificateCheck -Credential $user
            """);

        Assert.Equal([false, true], sent.Take(2).Select(HasAuthorization));
        Assert.False(HasAuthorization(sent[^1]));
        Assert.Equal(Server.OtherHttps.Port, sent[^1].LocalPort);
    }

    [Theory]
    [InlineData("", 200)]
    [InlineData("-PreserveAuthorizationOnRedirect", 200)]
    public void It_answers_the_challenge_of_its_own_origin(string option, int status)
    {
        Session.With("toChallenge", To(Scope.HttpsUrl("auth/digest")));

        Assert.Equal([status], RunWell($"Start-ParallelFetch \"${{https}}$toChallenge\" -SkipCertificateCheck -Credential $user {option}").All<int>("StatusCode"));
    }

    [Fact]
    public void And_of_another_one_where_that_is_asked_for()
    {
        Session.With("toChallenge", To(Scope.OtherHttpsUrl("auth/digest")));

        Assert.Equal([200], RunWell("Start-ParallelFetch \"${https}$toChallenge\" -SkipCertificateCheck -Credential $user -PreserveAuthorizationOnRedirect").All<int>("StatusCode"));
    }

    [Fact]
    public async Task User_and_password_of_a_url_stay_with_its_origin()
    {
        Session.With("url", Scope.HttpsUrl(To(Scope.OtherHttpsUrl("echo"))).ToString().Replace("https://", "https://a:b@", StringComparison.Ordinal));

        Assert.Equal([true, false], (await SentByAsync("Start-ParallelFetch $url -SkipCertificateCheck")).Select(HasAuthorization));
    }

    [Fact]
    public async Task User_and_password_of_a_location_are_not_sent()
    {
        Session.With("to", Scope.Url(To(new Uri(Scope.OtherUrl("echo").ToString().Replace("http://", "http://a:b@", StringComparison.Ordinal)))).ToString());

        Assert.Equal([false, false], (await SentByAsync("Start-ParallelFetch $to")).Select(HasAuthorization));
    }

    [Fact]
    public async Task The_next_url_of_the_batch_has_its_own_credentials_again()
    {
        IReadOnlyList<RecordedRequest> sent = await SentByAsync("\"${https}$toOtherHttps\", \"${https}echo\" | Start-ParallelFetch -Throttle 1 -SkipCertificateCheck -Authentication Bearer -Token $token");

        Assert.Equal([true, false, true], sent.Select(HasAuthorization));
    }

    [Fact]
    public async Task A_client_certificate_is_for_whoever_asks_as_it_proves_but_gives_nothing_away()
    {
        Session.With("certificate", await Server.ClientCertificateAsync("traveller", cancellationToken: Cancellation)).With("toMtls", To(Scope.MtlsUrl("echo")));

        IReadOnlyList<RecordedRequest> sent = await SentByAsync("Start-ParallelFetch \"${http}$toMtls\" -SkipCertificateCheck -Certificate $certificate");

        Assert.Contains("traveller", sent[1].ClientCertificate, StringComparison.Ordinal);
    }

    private static string To(Uri target) => "redirect-to?url=" + Uri.EscapeDataString(target.OriginalString);

    private static bool HasAuthorization(RecordedRequest request) => request.Headers.ContainsKey("Authorization");

    private static int Secrets(RecordedRequest request) => request.Headers.Values.Count(values => values.Any(value => value.Contains("s3cret", StringComparison.Ordinal)));
}
