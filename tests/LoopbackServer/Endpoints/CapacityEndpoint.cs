using LoopbackServer.Behaviours;

namespace LoopbackServer.Endpoints;

/// <summary><c>?c=8&amp;latencyMs=20&amp;mark=16&amp;id=x</c>, <c>&amp;retryAfter=</c> for the header on 429.</summary>
internal static class CapacityEndpoint
{
    public static async Task InvokeAsync(Exchange exchange, ServerState state)
    {
        var query = exchange.Query;
        var capacity = state.Capacity(exchange.Path.Key(query.Text("id", "default")));
        var otherwise = CapacitySettings.Default;
        capacity.Initialise(new CapacitySettings(
            query.Int("c", otherwise.C), query.Int("latencyMs", otherwise.LatencyMs), query.Int("mark", otherwise.Mark)));

        if (await capacity.ServeAsync(exchange.Aborted))
        {
            await exchange.TextAsync("served");
            return;
        }

        if (query.TryGetValue("retryAfter", out var retryAfter))
        {
            exchange.Response.Headers.RetryAfter = retryAfter;
        }

        await exchange.TextAsync("too many", StatusCodes.Status429TooManyRequests);
    }
}
