using LoopbackServer.Behaviours;
using LoopbackServer.Counting;
using LoopbackServer.Endpoints;
using LoopbackServer.Hosting;

namespace LoopbackServer.Control;

/// <summary>Reads the counters and pulls the levers; on a port of its own, so that it does not count itself.</summary>
internal sealed class ControlEndpoints(
    CounterRegistry counters, ServerState state, RecordControl record, ProxyControl proxies, CertificateAuthority authority)
{
    public Task InvokeAsync(HttpContext context)
    {
        var segments = (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments is not ["control", var subject, .. var rest])
        {
            return NotFound(context);
        }

        try
        {
            return subject switch
            {
                "counters" => context.Response.WriteAsJsonAsync(counters.Snapshot(Name(rest))),
                "reset" => ResetAsync(context, Name(rest)),
                "gate" => GateAsync(context, rest),
                "record" when rest.Length > 0 => record.InvokeAsync(context, Name(rest)!),
                "proxy" when rest.Length > 0 => proxies.InvokeAsync(context, Name(rest)!),
                "client-certificate" => ClientCertificateAsync(context),
                "capacity" when rest.Length > 0 => CapacityAsync(context, state.Capacity(Name(rest)!)),
                _ => NotFound(context),
            };
        }
        catch (FormatException e)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return context.Response.WriteAsync(e.Message);
        }
    }

    /// <summary>A name, or scope/name for what was used under a scope.</summary>
    private static string? Name(string[] segments) => segments.Length == 0 ? null : string.Join('/', segments);

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.WriteAsync("No such control.");
    }

    private Task ResetAsync(HttpContext context, string? scope)
    {
        counters.Reset(scope);
        if (scope is null)
        {
            state.ResetSequences();
        }

        return context.Response.WriteAsJsonAsync(counters.Snapshot(scope));
    }

    private async Task GateAsync(HttpContext context, string[] rest)
    {
        var action = rest is [_, .., "release" or "wait" or "close"] ? rest[^1] : null;
        var name = Name(action is null ? rest : rest[..^1]);
        if (name is null)
        {
            await NotFound(context);
            return;
        }

        var gate = state.Gate(name);
        var query = context.Request.Query;
        switch (action)
        {
            case "release":
                gate.Release(query.OptionalInt("count"));
                break;
            case "close":
                gate.Close();
                break;
            case "wait":
                var timeout = TimeSpan.FromMilliseconds(query.Int("timeoutMs", 30_000));
                if (!await gate.WaitForAsync(query.Int("waiting", 1), timeout, context.RequestAborted))
                {
                    context.Response.StatusCode = StatusCodes.Status408RequestTimeout;
                }

                break;
        }

        var (waiting, peak, open) = gate.State;
        await context.Response.WriteAsJsonAsync(new { waiting, peak, open });
    }

    /// <summary><c>?name=</c>, <c>&amp;expired=1</c>, <c>&amp;untrusted=1</c>: PKCS#12 in base64, without a password.</summary>
    private Task ClientCertificateAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var pkcs12 = authority.Issue(query.Text("name", "client"), query.Flag("expired"), query.Flag("untrusted"));
        return context.Response.WriteAsync(Convert.ToBase64String(pkcs12));
    }

    private static Task CapacityAsync(HttpContext context, CapacityModel capacity)
    {
        var query = context.Request.Query;
        return context.Response.WriteAsJsonAsync(HttpMethods.IsPost(context.Request.Method)
            ? capacity.Change(current => new CapacitySettings(
                query.Int("c", current.C), query.Int("latencyMs", current.LatencyMs), query.Int("mark", current.Mark)))
            : capacity.State);
    }
}
