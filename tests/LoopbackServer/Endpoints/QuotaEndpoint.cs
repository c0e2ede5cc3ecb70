using System.Globalization;
using LoopbackServer.Behaviours;
using LoopbackServer.Behaviours.Quotas;
using LoopbackServer.Counting;

namespace LoopbackServer.Endpoints;

/// <summary>
/// <c>/quota/bucket?rate=20&amp;burst=20</c>, <c>/quota/window?limit=100&amp;seconds=10</c> and
/// <c>/quota/at-once?limit=8&amp;latencyMs=50</c>. What is too much gets <c>&amp;status=</c> (429) with
/// <c>&amp;retryAfter=seconds</c> (the wait, rounded up), <c>date</c>, <c>none</c>, or that very text. One quota for each
/// <c>&amp;id=</c>; its first request makes it.
/// </summary>
internal static class QuotaEndpoint
{
    public static async Task<IResult> InvokeAsync(
        string kind,
        [AsParameters] QuotaSettings settings,
        ScopedPath path,
        ServerState state,
        HttpContext context,
        string id = "default",
        int status = StatusCodes.Status429TooManyRequests,
        string retryAfter = "seconds")
    {
        var quota = state.Quota(path.Key(id));
        if (quota.Ask(() => settings.Create(kind)) is { } wait)
        {
            context.Response.Headers.RetryAfter = RetryAfter(retryAfter, wait);
            return TypedResults.Text("too many", statusCode: status);
        }

        try
        {
            if (settings.LatencyMs > 0)
            {
                await Task.Delay(settings.LatencyMs, context.RequestAborted);
            }
        }
        finally
        {
            // Before the answer goes out: whoever sends the next request at once must find room for it.
            quota.Leave();
        }

        return TypedResults.Text("served");
    }

    /// <summary>Never less than 1 s, and never before the time: both forms know whole seconds only.</summary>
    private static string? RetryAfter(string how, TimeSpan wait) => how switch
    {
        "seconds" => Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture),
        "date" => (DateTimeOffset.UtcNow + wait + TimeSpan.FromMilliseconds(999)).ToString("R", CultureInfo.InvariantCulture),
        "none" => null,
        _ => how,
    };
}
