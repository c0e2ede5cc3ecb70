using System.Management.Automation;
using ParallelFetch.Http;

namespace ParallelFetch.Binding;

/// <summary>The parameters about the proxy.</summary>
internal sealed class ProxyParameters
{
    internal required Uri? Proxy { get; init; }

    internal required PSCredential? ProxyCredential { get; init; }

    internal required bool ProxyUseDefaultCredentials { get; init; }

    internal required bool NoProxy { get; init; }

    // Elsewhere the system's settings are the environment's, which HttpClient keeps as they were at its first use.
    private static ProxyChoice OfSystem => OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? ProxyChoice.System : ProxyChoice.None;

    internal ProxyChoice Bind(WebSessionMembers? session)
    {
        if (NoProxy)
        {
            return ProxyChoice.None;
        }

        if (Proxy is not null)
        {
            NetworkIdentity? identity = ProxyUseDefaultCredentials ? NetworkIdentity.ProcessAccount
                : ProxyCredential is null ? null : NetworkIdentity.Of(ProxyCredential.GetNetworkCredential());
            return ProxyChoice.At(Proxy, identity);
        }

        return session?.Proxy is { } ofSession ? ProxyChoice.By(ofSession)
            : EnvironmentProxy.Read(Environment.GetEnvironmentVariable) ?? OfSystem;
    }
}
