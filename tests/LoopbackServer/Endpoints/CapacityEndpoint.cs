using LoopbackServer.Behaviours;
using LoopbackServer.Counting;

namespace LoopbackServer.Endpoints;

/// <summary><c>?c=8&amp;latencyMs=20&amp;mark=16&amp;id=x</c>, <c>&amp;retryAfter=</c> for the header on 429.</summary>
internal static class CapacityEndpoint
{
    public static Task<IResult> InvokeAsync(
        [AsParameters] CapacitySettings settings, ScopedPath path, ServerState state, HttpContext context, string? retryAfter, string id = "default") =>
        ServeAsync(state.Capacity(path.Key(id)), settings, context, () => TypedResults.Text("served"), retryAfter);

    /// <summary>The result when there is room for the request in time, else 429.</summary>
    public static async Task<IResult> ServeAsync(
        CapacityModel capacity, CapacitySettings settings, HttpContext context, Func<IResult> served, string? retryAfter)
    {
        capacity.Initialise(settings);
        if (await capacity.ServeAsync(context.RequestAborted))
        {
            return served();
        }

        context.Response.Headers.RetryAfter = retryAfter;
        return TypedResults.Text("too many", statusCode: StatusCodes.Status429TooManyRequests);
    }
}
