using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ParallelFetch.Http;

namespace ParallelFetch.Binding;

/// <summary>Finds the client certificates of -Certificate and -CertificateThumbprint.</summary>
internal static class CertificateBinder
{
    /// <exception cref="CryptographicException">There is no such certificate, or it lacks its private key.</exception>
    internal static ClientCertificates? Bind(X509Certificate? certificate, string? thumbprint, IReadOnlyList<X509Certificate2> ofSession)
    {
        var certificates = new List<X509Certificate2>();
        if (thumbprint is not null)
        {
            certificates.Add(Find(thumbprint));
        }

        if (certificate is not null)
        {
            certificates.Add(ToCertificate2(certificate));
        }

        certificates.AddRange(ofSession);
        X509Certificate2? incomplete = certificates.Find(static candidate => !candidate.HasPrivateKey);
        if (incomplete is not null)
        {
            throw new CryptographicException(
                $"The certificate '{incomplete.Subject}' has no private key, so it proves nothing to a server. Load it from a .pfx file, for instance with Get-PfxCertificate.");
        }

        return certificates.Count == 0 ? null : new ClientCertificates(certificates);
    }

    // The parameter has Invoke-WebRequest's type, which is the base class.
    internal static X509Certificate2 ToCertificate2(X509Certificate certificate) =>
        certificate as X509Certificate2 ?? new X509Certificate2(certificate);

    private static X509Certificate2 Find(string thumbprint)
    {
        // Copied from a dialog, a thumbprint comes with spaces and an invisible mark.
        string digits = string.Concat(thumbprint.Where(char.IsAsciiHexDigit));
        foreach (StoreLocation location in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine })
        {
            if (FindIn(location, digits) is { } found)
            {
                return found;
            }
        }

        throw new CryptographicException(
            $"No certificate with the thumbprint '{thumbprint}' is in the store 'My' of the current user or of the machine.");
    }

    private static X509Certificate2? FindIn(StoreLocation location, string thumbprint)
    {
        try
        {
            using var store = new X509Store(StoreName.My, location);
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            X509Certificate2Collection found = store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false);
            return found.Count == 0 ? null : found[0];
        }
        catch (CryptographicException)
        {
            // A store that does not exist holds nothing; outside Windows the machine has none.
            return null;
        }
    }
}
