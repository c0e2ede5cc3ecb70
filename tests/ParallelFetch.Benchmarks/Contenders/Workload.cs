using System.Globalization;

namespace ParallelFetch.Benchmarks.Contenders;

/// <summary>What a contender is to fetch.</summary>
/// <param name="Urls">The URLs, all different, as a user's list is.</param>
/// <param name="Throttle">How many requests at once.</param>
/// <param name="BodyBytes">How long each body is; null when it does not matter.</param>
internal sealed record Workload(IReadOnlyList<string> Urls, int Throttle, long? BodyBytes)
{
    public int Count => Urls.Count;

    /// <summary>The version to ask for; 2.0 only makes sense over TLS.</summary>
    public Version HttpVersion { get; init; } = System.Net.HttpVersion.Version11;

    public bool IsHttp2 => HttpVersion == System.Net.HttpVersion.Version20;

    public static Workload Create(string url, int count, int throttle, long? bodyBytes) =>
        new([.. Numbered(url, count)], throttle, bodyBytes);

    public static IEnumerable<string> Numbered(string url, int count) =>
        Enumerable.Range(1, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"{url}?{number}"));

    public Workload Take(int count) => count >= Count ? this : this with { Urls = [.. Urls.Take(count)] };

    /// <summary>No more than a contender gets through in a bearable time; its rate is what counts.</summary>
    public Workload For(Contender contender) => Take(contender.MaximumRequests);
}
