using System.Security.Cryptography.X509Certificates;

namespace LoopbackServer.Client;

/// <summary>What the server remembers beyond numbers, and the certificates that it hands out.</summary>
internal sealed class ServerLog(ControlClient control)
{
    public Task RecordAsync(string scope, CancellationToken cancellationToken) =>
        control.PostAsync(ControlClient.Target("record", scope), cancellationToken);

    public Task<RecordedRequest[]> RecordedAsync(string scope, CancellationToken cancellationToken) =>
        control.GetAsync<RecordedRequest[]>(ControlClient.Target("record", scope), cancellationToken);

    public async Task<IReadOnlyList<ProxyRequest>> ProxiedAsync(
        LoopbackProxy proxy, Func<ProxyRequest, bool> isWanted, CancellationToken cancellationToken)
    {
        var name = proxy switch
        {
            LoopbackProxy.Proxy => "proxy",
            LoopbackProxy.ProxyAuth => "proxyAuth",
            _ => "socks5",
        };
        var all = await control.GetAsync<ProxyRequest[]>(ControlClient.Target("proxy", name), cancellationToken);
        return [.. all.Where(isWanted)];
    }

    public async Task<X509Certificate2> ClientCertificateAsync(
        string name, ClientCertificateKind kind, CancellationToken cancellationToken)
    {
        var what = kind switch
        {
            ClientCertificateKind.Expired => "&expired=1",
            ClientCertificateKind.Untrusted => "&untrusted=1",
            _ => "",
        };
        var target = $"{ControlClient.Target("client-certificate", null)}?name={Uri.EscapeDataString(name)}{what}";
        var pkcs12 = Convert.FromBase64String(await control.GetTextAsync(target, cancellationToken));

        // Exportable, so that a test can write it to a file.
        return X509CertificateLoader.LoadPkcs12(pkcs12, password: null, X509KeyStorageFlags.Exportable);
    }
}
