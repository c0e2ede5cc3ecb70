using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

/// <summary>-SslProtocol, -SkipCertificateCheck and -HttpVersion.</summary>
public sealed class TlsTests(ServerFixture fixture) : RequestTest(fixture)
{
    [Theory]
    [InlineData("tls12", "", "Tls12")]
    [InlineData("tls13", "", "Tls13")]
    [InlineData("tls12", "-SslProtocol Default", "Tls12")]
    [InlineData("tls12", "-SslProtocol Tls12", "Tls12")]
    [InlineData("tls13", "-SslProtocol Tls13", "Tls13")]
    [InlineData("https", "-SslProtocol Tls12", "Tls12")]
    [InlineData("https", "-SslProtocol Tls13", "Tls13")]
    [InlineData("https", "-SslProtocol Tls12, Tls13", "Tls13")]
    [InlineData("tls12", "-SslProtocol 'Tls12, Tls13'", "Tls12")]
    public void The_tls_version_is_one_of_those_asked_for(string server, string option, string version) =>
        Assert.Equal(version, Echo(RunWell($"Start-ParallelFetch \"${{{server}}}echo\" -SkipCertificateCheck {option}").Output[0]).GetProperty("tls").GetString());

    [Theory]
    [InlineData("tls12", "Tls13")]
    [InlineData("tls13", "Tls12")]
    public async Task A_server_that_has_none_of_them_is_a_tls_error(string server, string version)
    {
        RunResult run = Run($"Start-ParallelFetch \"${{{server}}}echo\" -SkipCertificateCheck -SslProtocol {version}");

        Assert.Equal(["TlsFailed"], run.ErrorIds);
        Assert.Equal(0, await RequestsAsync());
    }

    [Fact]
    public void A_tls_version_that_does_not_exist_is_refused() =>
        Assert.NotNull(Run("Start-ParallelFetch \"${https}echo\" -SslProtocol Tls14").Thrown);

    [Theory]
    [InlineData("")]
    [InlineData("-SslProtocol Tls12")]
    [InlineData("-HttpVersion 1.1")]
    public async Task A_certificate_that_is_not_trusted_is_accepted_only_when_it_is_not_checked(string option)
    {
        RunResult run = Run($"Start-ParallelFetch \"${{https}}text/1\" {option}");

        Assert.Equal(["TlsFailed"], run.ErrorIds);
        Assert.Contains("-SkipCertificateCheck", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RequestsAsync());
        RunWell($"Start-ParallelFetch \"${{https}}text/1\" -SkipCertificateCheck {option}");
    }

    [Theory]
    [InlineData("https", "", "HTTP/2", "2.0")]
    [InlineData("https", "-HttpVersion 1.0", "HTTP/1.0", "1.0")]
    [InlineData("https", "-HttpVersion 1.1", "HTTP/1.1", "1.1")]
    [InlineData("https", "-HttpVersion 2", "HTTP/2", "2.0")]
    [InlineData("https", "-HttpVersion 2.0", "HTTP/2", "2.0")]
    [InlineData("https", "-HttpVersion '2.0'", "HTTP/2", "2.0")]
    [InlineData("https", "-HttpVersion 1", "HTTP/1.0", "1.0")]
    [InlineData("https", "-HttpVersion ([version]'1.1')", "HTTP/1.1", "1.1")]
    [InlineData("http", "", "HTTP/1.1", "1.1")]
    [InlineData("http", "-HttpVersion 2.0", "HTTP/1.1", "1.1")]
    public async Task The_http_version_is_the_highest_allowed_that_the_server_has(string server, string option, string protocol, string version)
    {
        await RecordAsync();

        RunResult run = RunWell($"[cultureinfo]::CurrentCulture = 'de-DE'; Start-ParallelFetch \"${{{server}}}echo\" -SkipCertificateCheck {option}");

        Assert.Equal(protocol, Assert.Single(await RecordedAsync()).Protocol);

        // A server may answer a request of HTTP/1.0 in HTTP/1.1 (RFC 9110, section 6.2).
        Assert.Equal(version == "1.0" ? "1.1" : version, run.Output[0].Get<Version>("HttpVersion")!.ToString());
    }

    [Theory]
    [InlineData("4")]
    [InlineData("1.2")]
    [InlineData("x")]
    [InlineData("''")]
    public async Task An_http_version_that_does_not_exist_is_refused(string version)
    {
        RunResult run = Run($"Start-ParallelFetch \"${{http}}echo\" -HttpVersion {version}");

        Assert.Contains("1.0, 1.1, 2.0 or 3.0", run.Thrown!.ErrorRecord.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RequestsAsync());
    }

    [Fact]
    public async Task Http_3_is_spoken_or_refused_with_a_word_why()
    {
        if (Server.Http3 is null)
        {
            var error = await RefusedAsync("Start-ParallelFetch \"${https}echo\" -SkipCertificateCheck -HttpVersion 3.0", "HttpVersionNotSupported");
            Assert.Contains("libmsquic", error.ToString(), StringComparison.Ordinal);
        }
        else
        {
            Session.With("http3", Scope.Http3Url("echo").ToString());
            Assert.Equal("HTTP/3", (await OneSentByAsync("Start-ParallelFetch $http3 -SkipCertificateCheck -HttpVersion 3.0")).Protocol);
        }
    }

    [Fact]
    public async Task Twenty_urls_share_one_connection_of_http_2()
    {
        RunWell("Start-ParallelFetch \"${https}text/0\" -SkipCertificateCheck");

        IReadOnlyList<RecordedRequest> sent = await SentByAsync("1..20 | ForEach-Object { \"${https}delay/50?$_\" } | Start-ParallelFetch -Throttle 20 -SkipCertificateCheck");

        Assert.Single(sent.Select(request => request.ConnectionId).Distinct());
    }
}
