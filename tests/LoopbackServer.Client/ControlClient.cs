using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;

namespace LoopbackServer.Client;

/// <summary>Speaks with the server's control endpoint.</summary>
internal sealed class ControlClient(Uri endpoint) : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    // No proxy: what the environment says about the outside world does not concern a loopback address.
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = endpoint,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public void Dispose() => _http.Dispose();

    public static string Target(string subject, string? name) =>
        name is null ? "control/" + subject : $"control/{subject}/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}";

    public Task<ServerCounters> CountersAsync(string? scope, CancellationToken cancellationToken) =>
        GetAsync<ServerCounters>(Target("counters", scope), cancellationToken);

    public async Task<T> GetAsync<T>(string target, CancellationToken cancellationToken) =>
        await _http.GetFromJsonAsync<T>(target, cancellationToken)
        ?? throw new InvalidDataException($"The server sent nothing for '{target}'.");

    public Task<string> GetTextAsync(string target, CancellationToken cancellationToken) =>
        _http.GetStringAsync(new Uri(target, UriKind.Relative), cancellationToken);

    public async Task PostAsync(string target, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsync(new Uri(target, UriKind.Relative), null, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public async Task WaitForAsync(
        string? scope, Func<ServerCounters, bool> condition, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var counters = await CountersAsync(scope, cancellationToken);
            if (condition(counters))
            {
                return;
            }

            if (clock.Elapsed >= timeout)
            {
                throw new TimeoutException(string.Create(
                    CultureInfo.InvariantCulture, $"Not so within {timeout}. The counters of {scope ?? "the server"}: {counters}"));
            }

            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    public Task ResetAsync(string? scope, CancellationToken cancellationToken) =>
        PostAsync(Target("reset", scope), cancellationToken);

    public Task ReleaseGateAsync(string name, int? count, CancellationToken cancellationToken) =>
        PostAsync(Target("gate", name) + "/release" + (count is null ? "" : Query($"?count={count}")), cancellationToken);

    public async Task WaitForGateAsync(string name, int waiting, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var target = Target("gate", name) + Query($"/wait?waiting={waiting}&timeoutMs={(int)timeout.TotalMilliseconds}");
        using var response = await _http.PostAsync(new Uri(target, UriKind.Relative), null, cancellationToken);
        if (response.StatusCode == HttpStatusCode.RequestTimeout)
        {
            var state = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new TimeoutException(string.Create(
                CultureInfo.InvariantCulture, $"Gate '{name}' did not hold {waiting} requests within {timeout}: {state}"));
        }

        response.EnsureSuccessStatusCode();
    }

    public Task SetCapacityAsync(string id, int concurrency, CancellationToken cancellationToken) =>
        PostAsync(Target("capacity", id) + Query($"?c={concurrency}"), cancellationToken);

    public Task<QuotaCounters> QuotaAsync(string id, CancellationToken cancellationToken) =>
        GetAsync<QuotaCounters>(Target("quota", id), cancellationToken);

    private static string Query(FormattableString text) => FormattableString.Invariant(text);
}
