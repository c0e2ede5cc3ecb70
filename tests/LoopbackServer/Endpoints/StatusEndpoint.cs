using System.Globalization;
using LoopbackServer.Behaviours;

namespace LoopbackServer.Endpoints;

/// <summary>
/// Any status. <c>?times=n&amp;then=200&amp;id=x</c>: the code for the first n requests of that id, then another;
/// <c>?retryAfter=</c>: the header, while the code is given.
/// </summary>
internal static class StatusEndpoint
{
    public static Task InvokeAsync(Exchange exchange, int code, ServerState state)
    {
        var query = exchange.Query;
        var status = code;
        if (query.OptionalInt("times") is { } times
            && state.NextOf(exchange.Path.Key(query.Text("id", exchange.Path.Rest))) > times)
        {
            status = query.Int("then", StatusCodes.Status200OK);
        }
        else if (query.TryGetValue("retryAfter", out var retryAfter))
        {
            exchange.Response.Headers.RetryAfter = retryAfter;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(status, 200);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 599);
        return status is 204 or 205 or 304
            ? exchange.EmptyAsync(status)
            : exchange.TextAsync(string.Create(CultureInfo.InvariantCulture, $"status {status}"), status);
    }
}
