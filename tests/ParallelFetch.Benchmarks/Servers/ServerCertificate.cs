using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ParallelFetch.Benchmarks.Servers;

/// <summary>A certificate for this run only, trusted by nobody.</summary>
internal static class ServerCertificate
{
    public const string CertificateName = "certificate.pem";
    public const string KeyName = "key.pem";

    public static void Write(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(7));
        File.WriteAllText(Path.Combine(folder, CertificateName), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, KeyName), key.ExportPkcs8PrivateKeyPem());
    }
}
