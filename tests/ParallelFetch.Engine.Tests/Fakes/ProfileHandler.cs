using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests.Fakes;

/// <summary>The handler of one connection profile: notes the profile on each request that goes through it.</summary>
internal sealed class ProfileHandler(ConnectionProfile profile, HttpMessageHandler network) : DelegatingHandler(network)
{
    private static readonly HttpRequestOptionsKey<ConnectionProfile> Key = new("profile");

    public static ConnectionProfile? ProfileOf(HttpRequestMessage request) =>
        request.Options.TryGetValue(Key, out ConnectionProfile? profile) ? profile : null;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.Set(Key, profile);
        return base.SendAsync(request, cancellationToken);
    }
}
