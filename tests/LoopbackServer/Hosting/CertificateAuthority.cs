using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoopbackServer.Hosting;

/// <summary>Signs client certificates; made anew with each server, and trusted by nobody else.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private readonly X509Certificate2 _root = CreateRoot();

    public void Dispose() => _root.Dispose();

    /// <summary>A client certificate with its key as PKCS#12, without a password.</summary>
    /// <param name="name">Its common name.</param>
    /// <param name="expired">It was valid, once.</param>
    /// <param name="untrusted">It has signed itself.</param>
    public byte[] Issue(string name, bool expired, bool untrusted)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], critical: false));

        var now = DateTimeOffset.UtcNow;
        var (from, to) = (now.AddHours(-2), expired ? now.AddHours(-1) : now.AddDays(30));
        if (untrusted)
        {
            using var own = request.CreateSelfSigned(from, to);
            return own.Export(X509ContentType.Pfx);
        }

        using var signed = request.Create(_root, from, to, RandomNumberGenerator.GetBytes(12));
        using var complete = signed.CopyWithPrivateKey(key);
        return complete.Export(X509ContentType.Pfx);
    }

    /// <summary>Whether this authority has signed a certificate that is valid now.</summary>
    public bool HasIssued(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(certificate);
    }

    private static X509Certificate2 CreateRoot()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Loopback test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
    }
}
