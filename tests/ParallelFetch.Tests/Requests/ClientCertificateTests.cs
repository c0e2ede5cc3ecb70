using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

public sealed class ClientCertificateTests(ServerFixture fixture) : RequestTest(fixture)
{
    [Theory]
    [InlineData("")]
    [InlineData("-HttpVersion 1.1")]
    [InlineData("-SslProtocol Tls12")]
    public async Task The_certificate_is_shown_to_the_server_that_asks_for_it(string option)
    {
        Session.With("certificate", await Server.ClientCertificateAsync("alice", cancellationToken: Cancellation));

        RecordedRequest sent = await OneSentByAsync($"Start-ParallelFetch \"${{mtls}}echo\" -SkipCertificateCheck -Certificate $certificate {option}");

        Assert.Contains("alice", sent.ClientCertificate, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_the_base_class_will_do()
    {
        Session.With("certificate", await Server.ClientCertificateAsync("base", cancellationToken: Cancellation)).With("type", typeof(X509Certificate));

        RecordedRequest sent = await OneSentByAsync("Start-ParallelFetch \"${mtls}echo\" -SkipCertificateCheck -Certificate ($certificate -as $type)");

        Assert.Contains("base", sent.ClientCertificate, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(ClientCertificateKind.Expired)]
    [InlineData(ClientCertificateKind.Untrusted)]
    public async Task Without_one_that_the_server_takes_there_is_no_connection(ClientCertificateKind? kind)
    {
        if (kind is not null)
        {
            Session.With("certificate", await Server.ClientCertificateAsync("mallory", kind.Value, Cancellation));
        }

        string option = kind is null ? "" : "-Certificate $certificate";

        RunResult run = Run($"Start-ParallelFetch \"${{mtls}}echo\" -SkipCertificateCheck {option}");

        Assert.Equal([0], run.All<int>("StatusCode"));

        // This server closes the connection after the handshake and does not say why; others send an alert.
        Assert.Contains(Assert.Single(run.ErrorIds), new[] { "TlsFailed", "ConnectionFailed", "ProtocolError" });
        Assert.Equal(0, await RequestsAsync());
    }

    [Fact]
    public async Task A_server_that_does_not_ask_gets_none()
    {
        Session.With("certificate", await Server.ClientCertificateAsync("bob", cancellationToken: Cancellation));

        RecordedRequest sent = await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -Certificate $certificate");

        Assert.Null(sent.ClientCertificate);
    }

    [Fact]
    public async Task One_without_its_private_key_is_one_error_before_anything_is_sent()
    {
        using X509Certificate2 whole = await Server.ClientCertificateAsync("keyless", cancellationToken: Cancellation);
        Session.With("certificate", X509CertificateLoader.LoadCertificate(whole.RawData));

        ErrorRecord error = await RefusedAsync("Start-ParallelFetch \"${mtls}echo\" -SkipCertificateCheck -Certificate $certificate", "WebCmdletCertificateException");

        Assert.Contains("private key", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("keyless", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thumbprint_that_is_not_found_is_one_error_that_names_it()
    {
        ErrorRecord error = await RefusedAsync("Start-ParallelFetch \"${mtls}echo\" -SkipCertificateCheck -CertificateThumbprint 00112233445566778899AABBCCDDEEFF00112233", "WebCmdletCertificateException");

        Assert.Contains("00112233445566778899AABBCCDDEEFF00112233", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_is_found_by_its_thumbprint()
    {
        // The store of a user is the matter of the whole process, so this one has a process and a home of its own.
        Assert.SkipWhen(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(), "The user's store is not below HOME here.");
        using var home = new TemporaryFolder();
        using X509Certificate2 certificate = await Server.ClientCertificateAsync("stored", cancellationToken: Cancellation);
        string file = home.Write("stored.pfx", certificate.Export(X509ContentType.Pfx));
        string spaced = string.Join(' ', certificate.Thumbprint.Chunk(2).Select(pair => new string(pair)));
        await RecordAsync();

        using PowerShellProcess process = PowerShellProcess.Start(home: home.FullName, script: $$"""
            $store = [Security.Cryptography.X509Certificates.X509Store]::new('My', 'CurrentUser')
            $store.Open('ReadWrite')
            $store.Add([Security.Cryptography.X509Certificates.X509Certificate2]::new('{{file}}', '', 'PersistKeySet'))
            $store.Close()
            foreach ($thumbprint in '{{certificate.Thumbprint}}', '{{spaced.ToLowerInvariant()}}') {
                (Start-ParallelFetch '{{Scope.MtlsUrl("echo")}}' -SkipCertificateCheck -CertificateThumbprint $thumbprint).StatusCode
            }
            """);

        (_, string output, string errors) = await process.WaitAsync(Cancellation);

        Assert.Equal(string.Empty, errors);
        Assert.Equal("200 200", string.Join(' ', output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        Assert.All(await RecordedAsync(), request => Assert.Contains("stored", request.ClientCertificate, StringComparison.Ordinal));
    }
}
