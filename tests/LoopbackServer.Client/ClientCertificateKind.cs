namespace LoopbackServer.Client;

/// <summary>What a client certificate is good for.</summary>
public enum ClientCertificateKind
{
    /// <summary>Signed by the authority that the <c>mtls</c> endpoint trusts.</summary>
    Valid,

    /// <summary>Signed, but no longer valid.</summary>
    Expired,

    /// <summary>Signed by itself.</summary>
    Untrusted,
}
