using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ParallelFetch.Http;

/// <summary>The certificates to identify a client with. Equal when they are the same ones, whichever objects hold them.</summary>
internal sealed class ClientCertificates : IEquatable<ClientCertificates>
{
    private readonly X509Certificate2[] _certificates;
    private readonly string _key;

    /// <summary>Creates the set.</summary>
    /// <param name="certificates">At least one, each with its private key.</param>
    public ClientCertificates(IReadOnlyCollection<X509Certificate2> certificates)
    {
        // Copies, because connections are made with them for as long as the session lasts, and the caller may dispose of its own.
        _certificates = [.. certificates.Select(static certificate => new X509Certificate2(certificate))];
        _key = string.Join(',', _certificates.Select(static certificate => certificate.GetCertHashString(HashAlgorithmName.SHA256)));
    }

    /// <inheritdoc/>
    public bool Equals(ClientCertificates? other) => other is not null && _key == other._key;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ClientCertificates);

    /// <inheritdoc/>
    public override int GetHashCode() => _key.GetHashCode(StringComparison.Ordinal);

    /// <summary>The subjects.</summary>
    public override string ToString() => string.Join("; ", _certificates.Select(static certificate => certificate.Subject));

    // The server names the issuers that it trusts (RFC 8446, section 4.2.4); the names may also be of authorities above
    // them, so without a match the first one is tried, as curl does.
    internal X509Certificate Select(
        object sender,
        string targetHost,
        X509CertificateCollection localCertificates,
        X509Certificate? remoteCertificate,
        string[] acceptableIssuers) =>
        Array.Find(_certificates, certificate => acceptableIssuers.Contains(certificate.Issuer)) ?? _certificates[0];
}
