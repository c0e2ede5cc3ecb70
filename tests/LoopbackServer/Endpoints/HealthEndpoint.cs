using System.Globalization;

namespace LoopbackServer.Endpoints;

/// <summary>
/// Plays thousands of hosts for the tutorial: what <c>web1234.test</c> answers follows from its number. Most are well, some are
/// not, and some never answer.
/// </summary>
internal static class HealthEndpoint
{
    public static Task InvokeAsync(Exchange exchange)
    {
        var number = NumberOf(exchange.Request.Host.Host);
        exchange.Response.Headers.Server = number % 3 == 0 ? "Apache/2.4" : "nginx/1.28";
        return number switch
        {
            0 => exchange.TextAsync("well"),
            _ when number % 500 == 0 => exchange.HoldAsync(),
            _ when number % 250 == 7 => CutOffAsync(exchange),
            _ when number % 97 == 0 => exchange.TextAsync("out of order", StatusCodes.Status503ServiceUnavailable),
            _ => exchange.TextAsync("well"),
        };
    }

    private static int NumberOf(string host) =>
        int.TryParse(host.Split('.')[0].AsSpan().TrimStart("abcdefghijklmnopqrstuvwxyz"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    private static Task CutOffAsync(Exchange exchange)
    {
        exchange.Context.Abort();
        return Task.CompletedTask;
    }
}
