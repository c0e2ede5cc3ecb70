using System.Management.Automation;
using System.Net;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ParallelFetch.Http;

namespace ParallelFetch.Binding;

/// <summary>The parameters about who asks.</summary>
internal sealed class IdentityParameters
{
    internal required WebAuthenticationType Authentication { get; init; }

    internal required PSCredential? Credential { get; init; }

    internal required SecureString? Token { get; init; }

    internal required bool UseDefaultCredentials { get; init; }

    internal required bool AllowUnencryptedAuthentication { get; init; }

    internal required X509Certificate? Certificate { get; init; }

    internal required string? CertificateThumbprint { get; init; }

    internal CredentialGuard CreateGuard()
    {
        bool hasCredentials = Authentication != WebAuthenticationType.None || Credential is not null || UseDefaultCredentials;
        return new CredentialGuard(hasCredentials, AllowUnencryptedAuthentication);
    }

    /// <summary>The value of the Authorization field that is sent without being asked for; null for none.</summary>
    internal string? BindAuthorization()
    {
        switch (Authentication)
        {
            case WebAuthenticationType.Basic:
                NetworkCredential account = new(string.Empty, Credential!.Password);
                return CredentialGuard.BasicAuthorization(Credential.UserName, account.Password);
            case WebAuthenticationType.Bearer or WebAuthenticationType.OAuth:
                return "Bearer " + new NetworkCredential(string.Empty, Token).Password;
            default:
                return null;
        }
    }

    /// <summary>Who answers a challenge; null for nobody.</summary>
    internal NetworkIdentity? Bind(WebSessionMembers? session)
    {
        if (Authentication != WebAuthenticationType.None)
        {
            return null;
        }

        return UseDefaultCredentials ? NetworkIdentity.ProcessAccount
            : Credential is not null ? NetworkIdentity.Of(Credential.GetNetworkCredential())
            : session?.Identity;
    }

    /// <exception cref="CallException">There is no such certificate, or it lacks its private key.</exception>
    internal ClientCertificates? BindCertificates(WebSessionMembers? session)
    {
        try
        {
            return CertificateBinder.Bind(Certificate, CertificateThumbprint, session?.Certificates ?? []);
        }
        catch (CryptographicException exception)
        {
            throw new CallException("WebCmdletCertificateException", exception.Message, ErrorCategory.SecurityError, exception);
        }
    }
}
