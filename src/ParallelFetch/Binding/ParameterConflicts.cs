namespace ParallelFetch.Binding;

/// <summary>
/// Which parameters exclude or need one another. The ids and rules are Invoke-WebRequest's where it has them; where it
/// silently drops one of two values, there is an error here.
/// </summary>
internal static class ParameterConflicts
{
    /// <summary>Refuses what breaks a rule.</summary>
    /// <param name="parameters">What was given for the call.</param>
    /// <param name="authentication">The value of -Authentication.</param>
    /// <exception cref="CallException">The parameters exclude or need one another.</exception>
    internal static void Refuse(GivenParameters parameters, WebAuthenticationType authentication)
    {
        Func<string, bool> given = parameters.Contains;
        bool Both(string one, string other) => given(one) && given(other);
        bool preemptive = authentication != WebAuthenticationType.None;
        (bool Broken, string Id, string Message)[] rules =
        [
            (Both("WebSession", "SessionVariable"), "WebCmdletSessionConflictException",
                "WebSession and SessionVariable exclude each other: one goes on with a session, the other makes a new one."),
            (Both("Method", "CustomMethod"), "WebCmdletMethodConflictException",
                "Method and CustomMethod exclude each other: give one of them."),
            (Both("Body", "InFile"), "WebCmdletBodyConflictException",
                "Body and InFile exclude each other: a request has one body."),
            (Both("Body", "Form"), "WebCmdletBodyFormConflictException",
                "Body and Form exclude each other: a request has one body."),
            (Both("InFile", "Form"), "WebCmdletFormInFileConflictException",
                "InFile and Form exclude each other: a request has one body. A form takes files as values: -Form @{ File = Get-Item file.txt }."),
            (Both("Form", "ContentType"), "WebCmdletFormContentTypeConflictException",
                "Form and ContentType exclude each other: a form says its content type itself, with a boundary that only it knows."),
            (Both("OutFile", "OutDirectory"), "WebCmdletOutFileConflictException",
                "OutFile and OutDirectory exclude each other: a body goes to one place."),
            (Both("OutFile", "Layout"), "WebCmdletLayoutConflictException",
                "OutFile and Layout exclude each other: Layout arranges the files of OutDirectory."),
            (Both("NoClobber", "IfChanged"), "WebCmdletNoClobberConflictException",
                "NoClobber and IfChanged exclude each other: one leaves a file that exists alone, the other brings it up to date."),
            (given("IncludeSkipped") && !given("Checkpoint"), "WebCmdletCheckpointMissingException",
                "IncludeSkipped needs Checkpoint, which says what is skipped."),
            (given("UseDefaultCredentials") && preemptive, "WebCmdletAuthenticationConflictException",
                "Authentication and UseDefaultCredentials exclude each other: default credentials answer a challenge, Authentication sends without one."),
            (Both("UseDefaultCredentials", "Credential"), "WebCmdletCredentialConflictException",
                "Credential and UseDefaultCredentials exclude each other: give one of them."),
            (preemptive && Both("Token", "Credential"), "WebCmdletAuthenticationTokenConflictException",
                "Credential and Token exclude each other: Basic takes Credential, Bearer and OAuth take Token."),
            (authentication == WebAuthenticationType.Basic && !given("Credential"), "WebCmdletAuthenticationCredentialNotSuppliedException",
                "Authentication Basic needs Credential, for instance from Get-Credential."),
            (preemptive && authentication != WebAuthenticationType.Basic && !given("Token"), "WebCmdletAuthenticationTokenNotSuppliedException",
                "Authentication Bearer and OAuth need Token, a secure string, for instance from Read-Host -AsSecureString."),
            (given("Token") && !preemptive, "WebCmdletTokenWithoutAuthenticationException",
                "A token is sent only with -Authentication Bearer or OAuth: add it."),
            (Both("ProxyUseDefaultCredentials", "ProxyCredential"), "WebCmdletProxyCredentialConflictException",
                "ProxyCredential and ProxyUseDefaultCredentials exclude each other: give one of them."),
            ((given("ProxyCredential") || given("ProxyUseDefaultCredentials")) && !given("Proxy"), "WebCmdletProxyUriNotSuppliedException",
                "Credentials for a proxy need the proxy: add -Proxy."),
            (Both("Proxy", "NoProxy"), "WebCmdletNoProxyConflictException",
                "Proxy and NoProxy exclude each other."),
            (Both("UnixSocket", "Proxy"), "WebCmdletUnixSocketProxyConflictException",
                "UnixSocket and Proxy exclude each other: a socket is reached directly."),
        ];
        foreach ((bool broken, string id, string message) in rules)
        {
            if (broken)
            {
                throw new CallException(id, message);
            }
        }
    }
}
