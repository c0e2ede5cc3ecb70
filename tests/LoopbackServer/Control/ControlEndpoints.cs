using LoopbackServer.Behaviours;
using LoopbackServer.Counting;
using LoopbackServer.Hosting;
using LoopbackServer.Proxies;
using LoopbackServer.Recording;
using LoopbackServer.Relays;

namespace LoopbackServer.Control;

/// <summary>Reads the counters and pulls the levers.</summary>
internal static class ControlEndpoints
{
    public static void MapControl(this IEndpointRouteBuilder routes)
    {
        var control = routes.MapGroup("/control");
        control.MapGet("/counters/{scope?}", (CounterRegistry counters, string? scope) => counters.Snapshot(scope));
        control.MapPost("/reset/{scope?}", Reset);

        // POST starts to record a scope from nothing, GET shows what came, DELETE stops and forgets.
        control.MapPost("/record/{scope}", (string scope, RequestRecorder recorder) => recorder.Start(scope));
        control.MapGet("/record/{scope}", (string scope, RequestRecorder recorder) => recorder.Of(scope)?.Requests ?? []);
        control.MapDelete("/record/{scope}", (string scope, RequestRecorder recorder) => recorder.Stop(scope));

        // GET shows what a proxy was asked for, DELETE forgets it.
        control.MapGet("/proxy/{name}", (string name, ProxyLogs proxies) =>
            proxies.Find(name) is { } log ? Results.Ok(log.Entries) : Results.NotFound());
        control.MapDelete("/proxy/{name}", (string name, ProxyLogs proxies) => proxies.Find(name)?.Clear());

        control.MapGet("/client-certificate", ClientCertificate);

        foreach (var name in new[] { "{name}", "{scope}/{name}" })
        {
            var gate = control.MapGroup("/gate/" + name);
            gate.MapGet("", (string? scope, string name, ServerState state) => Show(state.Gate(ScopedPath.Key(scope, name))));
            gate.MapPost("/release", (string? scope, string name, ServerState state, int? count) =>
                state.Gate(ScopedPath.Key(scope, name)).Release(count));
            gate.MapPost("/close", (string? scope, string name, ServerState state) => state.Gate(ScopedPath.Key(scope, name)).Close());
            gate.MapPost("/wait", WaitAsync);

            var capacity = control.MapGroup("/capacity/" + name);
            capacity.MapGet("", (string? scope, string name, ServerState state) => state.Capacity(ScopedPath.Key(scope, name)).State);
            capacity.MapPost("", ChangeCapacity);

            control.MapGet("/quota/" + name, (string? scope, string name, ServerState state) =>
                state.Quota(ScopedPath.Key(scope, name)).State);

            // The first call makes it. Away without an end lasts until back.
            var relay = control.MapGroup("/relay/" + name);
            relay.MapGet("", (string? scope, string name, RelayRegistry relays) => new { relays[ScopedPath.Key(scope, name)].Address });
            relay.MapPost("/away", (string? scope, string name, RelayRegistry relays, int? milliseconds) =>
                relays.GoAway(ScopedPath.Key(scope, name), milliseconds is { } time ? TimeSpan.FromMilliseconds(time) : null));
            relay.MapPost("/back", (string? scope, string name, RelayRegistry relays) => relays[ScopedPath.Key(scope, name)].ComeBack());
        }
    }

    private static CounterSnapshot Reset(CounterRegistry counters, ServerState state, string? scope)
    {
        counters.Reset(scope);
        if (scope is null)
        {
            state.ResetSequences();
        }

        return counters.Snapshot(scope);
    }

    private static async Task<IResult> WaitAsync(
        string? scope, string name, ServerState state, CancellationToken aborted, int waiting = 1, int timeoutMs = 30_000)
    {
        var gate = state.Gate(ScopedPath.Key(scope, name));
        var held = await gate.WaitForAsync(waiting, TimeSpan.FromMilliseconds(timeoutMs), aborted);
        return TypedResults.Json(Show(gate), statusCode: held ? StatusCodes.Status200OK : StatusCodes.Status408RequestTimeout);
    }

    private static object Show(Gate gate)
    {
        var (waiting, peak, open) = gate.State;
        return new { waiting, peak, open };
    }

    private static CapacityState ChangeCapacity(string? scope, string name, ServerState state, int? c, int? latencyMs, int? mark) =>
        state.Capacity(ScopedPath.Key(scope, name)).Change(current =>
            new CapacitySettings(c ?? current.C, latencyMs ?? current.LatencyMs, mark ?? current.Mark));

    /// <summary><c>?name=</c>, <c>&amp;expired=1</c>, <c>&amp;untrusted=1</c>: PKCS#12 in base64, without a password.</summary>
    private static string ClientCertificate(
        CertificateAuthority authority, string name = "client", Endpoints.Flag? expired = null, Endpoints.Flag? untrusted = null) =>
        Convert.ToBase64String(authority.Issue(name, expired, untrusted));
}
