using System.Net;

namespace ParallelFetch.Http;

/// <summary>
/// Who the client says it is when a server or proxy asks. Equal when user, domain and password are equal, so that calls
/// which give the same credential share their connections.
/// </summary>
internal sealed class NetworkIdentity : IEquatable<NetworkIdentity>
{
    private readonly ICredentials _credentials;
    private readonly (string User, string Domain, string Password)? _account;

    private NetworkIdentity(ICredentials credentials, (string User, string Domain, string Password)? account)
    {
        _credentials = credentials;
        _account = account;
    }

    /// <summary>The account that the process runs as (Negotiate, NTLM).</summary>
    public static NetworkIdentity ProcessAccount { get; } = new(CredentialCache.DefaultCredentials, null);

    /// <summary>The identity behind a credential object.</summary>
    /// <param name="credentials">A <see cref="NetworkCredential"/>, or anything that looks credentials up by server.</param>
    public static NetworkIdentity Of(ICredentials credentials) => ReferenceEquals(credentials, CredentialCache.DefaultCredentials)
        ? ProcessAccount
        : new(credentials, credentials is NetworkCredential account ? (account.UserName, account.Domain, account.Password) : null);

    /// <inheritdoc/>
    public bool Equals(NetworkIdentity? other) =>
        other is not null && (_account is null ? ReferenceEquals(_credentials, other._credentials) : _account == other._account);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NetworkIdentity);

    /// <inheritdoc/>
    public override int GetHashCode() => _account?.GetHashCode() ?? _credentials.GetHashCode();

    /// <summary>The user name; never the password.</summary>
    public override string ToString() => _account?.User ?? _credentials.GetType().Name;

    internal ICredentials ToCredentials() => _credentials;
}
