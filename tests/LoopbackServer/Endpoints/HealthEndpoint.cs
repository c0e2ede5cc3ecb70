using System.Globalization;

namespace LoopbackServer.Endpoints;

/// <summary>
/// Plays thousands of hosts for the tutorial: what <c>web1234.test</c> answers follows from its number. Most are well, some are
/// not, and some never answer.
/// </summary>
internal static class HealthEndpoint
{
    public static async Task<IResult> InvokeAsync(HttpContext context, CancellationToken aborted)
    {
        var number = NumberOf(context.Request.Host.Host);
        context.Response.Headers.Server = number % 3 == 0 ? "Apache/2.4" : "nginx/1.28";
        if (number > 0 && number % 500 == 0)
        {
            await TimingEndpoints.NeverAsync(aborted);
        }
        else if (number % 250 == 7)
        {
            context.Abort();
        }
        else if (number > 0 && number % 97 == 0)
        {
            return TypedResults.Text("out of order", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        return TypedResults.Text("well");
    }

    private static int NumberOf(string host) =>
        int.TryParse(host.Split('.')[0].AsSpan().TrimStart("abcdefghijklmnopqrstuvwxyz"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
}
