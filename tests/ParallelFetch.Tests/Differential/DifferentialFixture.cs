using System.Management.Automation;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Differential;

/// <summary>What all cases share: curl, one PowerShell session, and the files that are sent.</summary>
public sealed class DifferentialFixture(ServerFixture server) : IAsyncLifetime
{
    private const int LargeLength = 3_000_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parallelfetch-differential-");

    /// <summary>Null where there is none.</summary>
    public Curl? Curl { get; private set; }

    public PowerShellSession Session { get; private set; } = null!;

    /// <summary>The folder of the files, with a separator at its end.</summary>
    public string Files => _folder.FullName + Path.DirectorySeparatorChar;

    public async ValueTask InitializeAsync()
    {
        Curl = await Curl.FindAsync();
        X509Certificate2 certificate = await server.Server.ClientCertificateAsync("differential", cancellationToken: TestContext.Current.CancellationToken);
        WriteFiles(certificate);
        Session = new PowerShellSession()
            .With("account", new PSCredential("user", Secret("password")))
            .With("unicodeAccount", new PSCredential("jürgen", Secret("pä:ß€")))
            .With("proxyAccount", new PSCredential("proxyuser", Secret("proxypass")))
            .With("token", Secret("token"))
            .With("certificate", certificate);
    }

    public ValueTask DisposeAsync()
    {
        Session.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static System.Security.SecureString Secret(string text) => new NetworkCredential(string.Empty, text).SecurePassword;

    private void WriteFiles(X509Certificate2 certificate)
    {
        Write("data.bin", [0, 1, 2, 13, 10, 26, 127, 128, 254, 255, 10]);
        Write("more.bin", "more"u8);
        Write("empty.bin", []);
        Write("text.txt", Encoding.UTF8.GetBytes("Grüße\n日本語\r\n"));
        Write("Żółć 日本.bin", "unicode"u8);
        Write("semi;colon, comma.bin", "odd"u8);
        Write("latin1.txt", Encoding.Latin1.GetBytes("Grüße"));
        var large = new byte[LargeLength];
        new Random(4).NextBytes(large);
        Write("large.bin", large);
        Write("client.pem", Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n" + PrivateKey(certificate)));
    }

    private static string PrivateKey(X509Certificate2 certificate) =>
        certificate.GetECDsaPrivateKey()?.ExportPkcs8PrivateKeyPem() ?? certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem();

    private void Write(string name, ReadOnlySpan<byte> bytes) => File.WriteAllBytes(Files + name, bytes);
}
