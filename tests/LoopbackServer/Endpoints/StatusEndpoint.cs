using System.Globalization;
using LoopbackServer.Behaviours;
using LoopbackServer.Counting;

namespace LoopbackServer.Endpoints;

/// <summary>
/// Any status. <c>?times=n&amp;then=200&amp;id=x</c>: the code for the first n requests of that id, then another;
/// <c>?retryAfter=</c>: the header, while the code is given.
/// </summary>
internal static class StatusEndpoint
{
    public static IResult Get(
        int code, ScopedPath path, ServerState state, HttpResponse response, int? times, string? id, string? retryAfter, int then = 200)
    {
        if (times is { } most && state.NextOf(path.Key(id ?? path.Rest)) > most)
        {
            code = then;
        }
        else
        {
            response.Headers.RetryAfter = retryAfter;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(code, 200);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(code, 599);
        return code is 204 or 205 or 304
            ? TypedResults.StatusCode(code)
            : TypedResults.Text(string.Create(CultureInfo.InvariantCulture, $"status {code}"), statusCode: code);
    }
}
