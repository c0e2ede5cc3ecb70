using System.Net;
using System.Security.Cryptography.X509Certificates;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

/// <summary>What a web session brings along, but for its cookies.</summary>
public sealed class WebSessionTests : RequestTest
{
    private readonly WebSessionStandIn _session = new();

    public WebSessionTests(ServerFixture fixture)
        : base(fixture) => Session.With("session", _session);

    [Fact]
    public async Task Its_headers_are_sent_unless_the_call_has_others()
    {
        _session.Headers["X-Session"] = "session";
        _session.Headers["X-Both"] = "session";

        RecordedRequest sent = await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -WebSession $session -Headers @{ 'x-both' = 'call'; 'X-Call' = 'call' }");

        Assert.Equal(["session"], sent.Headers["X-Session"]);
        Assert.Equal(["call"], sent.Headers["X-Both"]);
        Assert.Equal(["call"], sent.Headers["X-Call"]);
    }

    [Fact]
    public async Task Its_headers_go_with_headers_that_come_with_the_url_too()
    {
        _session.Headers["X-Session"] = "session";

        RecordedRequest sent = await OneSentByAsync("[pscustomobject]@{ Url = \"${http}echo\"; Headers = @{ 'X-Url' = 'url' } } | Start-ParallelFetch -WebSession $session");

        Assert.Equal(("session", "url"), (sent.Headers.Text("X-Session"), sent.Headers.Text("X-Url")));
    }

    [Theory]
    [InlineData("agent", null, "", "agent")]
    [InlineData("agent", "header", "", "header")]
    [InlineData("agent", "header", "-Headers @{ 'User-Agent' = 'call' }", "call")]
    [InlineData("agent", "header", "-Headers @{ 'User-Agent' = 'call' } -UserAgent parameter", "parameter")]
    [InlineData("agent", null, "-UserAgent parameter", "parameter")]
    public async Task Its_user_agent_is_used_unless_there_is_a_nearer_one(string agent, string? header, string option, string sentAs)
    {
        _session.UserAgent = agent;
        if (header is not null)
        {
            _session.Headers["User-Agent"] = header;
        }

        Assert.Equal([sentAs], (await OneSentByAsync($"Start-ParallelFetch \"${{http}}echo\" -WebSession $session {option}")).Headers["User-Agent"]);
    }

    [Fact]
    public async Task Nothing_in_it_is_changed_but_its_cookies()
    {
        _session.Headers["X-Session"] = "session";

        await SentByAsync("""
            Start-ParallelFetch "${https}echo" -WebSession $session -Headers @{ 'X-Call' = 'call' } -UserAgent me -Authentication Bearer -Token $token `
                -MaximumRedirection 3 -SkipCertificateCheck
            Start-ParallelFetch "${https}echo" -WebSession $session -Credential $user -NoProxy -SkipCertificateCheck
            """);

        Assert.Equal([new KeyValuePair<string, string>("X-Session", "session")], _session.Headers);
        Assert.Null(_session.UserAgent);
        Assert.Null(_session.Credentials);
        Assert.Null(_session.Proxy);
        Assert.Equal(-1, _session.MaximumRedirection);
    }

    [Theory]
    [InlineData("", 200)]
    [InlineData("-Credential $wrongUser", 401)]
    public void Its_credentials_answer_a_challenge_unless_the_call_has_others(string option, int status)
    {
        _session.Credentials = new NetworkCredential("user", "password");

        Assert.Equal([status], RunWell($"Start-ParallelFetch \"${{https}}auth/digest\" -WebSession $session -SkipCertificateCheck {option}").All<int>("StatusCode"));
    }

    [Fact]
    public void Its_credentials_may_be_a_cache_by_server()
    {
        _session.Credentials = new CredentialCache { { Server.Https, "Digest", new NetworkCredential("user", "password") } };

        Assert.Equal([200, 401], RunWell("""
            Start-ParallelFetch "${https}auth/digest" -WebSession $session -SkipCertificateCheck
            Start-ParallelFetch "${otherHttps}auth/digest" -WebSession $session -SkipCertificateCheck
            """).All<int>("StatusCode"));
    }

    [Fact]
    public async Task Its_default_credentials_do_no_harm()
    {
        _session.UseDefaultCredentials = true;

        Assert.False((await OneSentByAsync("Start-ParallelFetch \"${https}echo\" -WebSession $session -SkipCertificateCheck")).Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task Its_proxy_is_used_unless_the_call_says_otherwise()
    {
        _session.Proxy = new WebProxy(Server.Proxy);
        Session.With("behind", Scope.ProxiedUrl("text/1").ToString());

        Assert.Equal([200], RunWell("Start-ParallelFetch $behind -WebSession $session").All<int>("StatusCode"));
        Assert.Equal(["NameResolutionFailed"], Run("Start-ParallelFetch $behind -WebSession $session -NoProxy").ErrorIds);
        Assert.Equal([200], RunWell("Start-ParallelFetch $behind -WebSession $session -Proxy $socks5").All<int>("StatusCode"));

        Assert.Single(await Scope.ProxiedAsync(LoopbackProxy.Proxy, Cancellation));
        Assert.Single(await Scope.ProxiedAsync(LoopbackProxy.Socks5, Cancellation));
    }

    [Fact]
    public async Task Its_certificates_are_shown()
    {
        _session.Certificates = [await Server.ClientCertificateAsync("of-session", cancellationToken: Cancellation)];

        Assert.Contains("of-session", (await OneSentByAsync("Start-ParallelFetch \"${mtls}echo\" -WebSession $session -SkipCertificateCheck")).ClientCertificate, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_certificate_of_the_call_goes_before_its_own()
    {
        _session.Certificates = [await Server.ClientCertificateAsync("of-session", cancellationToken: Cancellation)];
        Session.With("certificate", await Server.ClientCertificateAsync("of-call", cancellationToken: Cancellation));

        Assert.Contains(
            "of-call",
            (await OneSentByAsync("Start-ParallelFetch \"${mtls}echo\" -WebSession $session -Certificate $certificate -SkipCertificateCheck")).ClientCertificate,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_in_it_without_a_private_key_is_one_error()
    {
        using X509Certificate2 whole = await Server.ClientCertificateAsync("keyless", cancellationToken: Cancellation);
        _session.Certificates = [X509CertificateLoader.LoadCertificate(whole.RawData)];

        await RefusedAsync("Start-ParallelFetch \"${mtls}echo\" -WebSession $session -SkipCertificateCheck", "WebCmdletCertificateException");
    }

    [Theory]
    [InlineData(-1, "", 200, 3)]
    [InlineData(3, "", 200, 3)]
    [InlineData(0, "", 302, 0)]
    [InlineData(0, "-MaximumRedirection 3", 200, 3)]
    [InlineData(9, "-MaximumRedirection 0", 302, 0)]
    public void Its_limit_of_redirects_is_used_unless_the_call_has_one(int limit, string option, int status, int redirects)
    {
        _session.MaximumRedirection = limit;

        RunResult run = RunWell($"Start-ParallelFetch \"${{http}}redirect/3\" -WebSession $session {option}");

        Assert.Equal((status, redirects), (run.Output[0].Get<int>("StatusCode"), run.Output[0].Get<int>("Redirects")));
    }

    [Fact]
    public async Task An_object_that_a_script_makes_will_do()
    {
        RecordedRequest sent = await OneSentByAsync("""
            $made = [pscustomobject]@{ Cookies = [System.Net.CookieContainer]::new(); Headers = @{ 'X-Session' = 'made' } }
            $made.Cookies.Add([uri]$http, [System.Net.Cookie]::new('a', 'b'))
            Start-ParallelFetch "${http}echo" -WebSession $made
            """);

        Assert.Equal(("made", "a=b"), (sent.Headers.Text("X-Session"), sent.Headers.Text("Cookie")));
    }

    [Theory]
    [InlineData("'text'", "String")]
    [InlineData("42", "Int32")]
    [InlineData("@{ Headers = @{} }", "Hashtable")]
    [InlineData("([pscustomobject]@{ Cookies = 'a=b' })", "PSCustomObject")]
    public async Task What_is_no_session_is_one_error_that_names_its_type(string session, string type)
    {
        var error = await RefusedAsync($"Start-ParallelFetch \"${{http}}echo\" -WebSession {session}", "InvalidWebSession");

        Assert.Contains(type, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_session_at_all_is_refused() => Assert.NotNull(Run("Start-ParallelFetch \"${http}echo\" -WebSession $null").Thrown);

    [Theory]
    [InlineData("-SessionVariable s")]
    [InlineData("-SV s")]
    public async Task A_session_cannot_be_made_where_powershell_lacks_its_type(string option)
    {
        var error = await RefusedAsync($"Start-ParallelFetch \"${{http}}echo\" {option}", "SessionVariableNotSupported");

        Assert.Contains("Microsoft.PowerShell.Utility", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("-WebSession", error.ToString(), StringComparison.Ordinal);
        Assert.Equal([true], Run("$null -eq $s").Output.Select(value => value.BaseObject));
    }
}
