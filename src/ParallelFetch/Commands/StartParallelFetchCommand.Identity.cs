using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using ParallelFetch.Binding;

namespace ParallelFetch.Commands;

/// <content>Who asks.</content>
public sealed partial class StartParallelFetchCommand
{
    /// <summary>How credentials are sent without being asked for.</summary>
    [Parameter]
    public WebAuthenticationType Authentication { get; set; }

    /// <summary>The account for -Authentication Basic, or, without -Authentication, for the server's challenge (Basic, Digest, NTLM, Negotiate).</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>The token for -Authentication Bearer or OAuth.</summary>
    [Parameter]
    public SecureString? Token { get; set; }

    /// <summary>Answers the server's challenge with the account that PowerShell runs as.</summary>
    [Parameter]
    public SwitchParameter UseDefaultCredentials { get; set; }

    /// <summary>Allows credentials over http, where anyone on the way can read them.</summary>
    [Parameter]
    public SwitchParameter AllowUnencryptedAuthentication { get; set; }

    /// <summary>The client certificate, with its private key.</summary>
    [Parameter]
    public X509Certificate? Certificate { get; set; }

    /// <summary>The thumbprint of the client certificate in the store My of the current user, or else of the machine.</summary>
    [Parameter]
    public string? CertificateThumbprint { get; set; }

    /// <summary>
    /// A session of Invoke-WebRequest: its cookies, headers, user agent, credentials, certificates, proxy and redirection
    /// limit are used, and cookies that servers set are written back.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public object? WebSession { get; set; }

    /// <summary>The name of a variable that gets a new session, for later calls of this cmdlet or of Invoke-WebRequest.</summary>
    [Parameter]
    [Alias("SV")]
    [ValidateNotNullOrEmpty]
    public string? SessionVariable { get; set; }

    private IdentityParameters IdentityParameters => new()
    {
        Authentication = Authentication,
        Credential = Credential,
        Token = Token,
        UseDefaultCredentials = UseDefaultCredentials,
        AllowUnencryptedAuthentication = AllowUnencryptedAuthentication,
        Certificate = Certificate,
        CertificateThumbprint = CertificateThumbprint,
    };
}
