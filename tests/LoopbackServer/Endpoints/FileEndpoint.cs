using LoopbackServer.Behaviours;
using LoopbackServer.Counting;
using Microsoft.Net.Http.Headers;

namespace LoopbackServer.Endpoints;

/// <summary>
/// n bytes as a file server gives them: ranges, ETag, Last-Modified. <c>?cut=k</c> breaks the connection after k bytes unless a
/// range was asked for. A name may follow the number; PUT gives what has that path its next version.
/// </summary>
internal static class FileEndpoint
{
    private static readonly DateTimeOffset FirstVersion = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static IResult Put(ScopedPath path, ServerState state)
    {
        _ = state.NextOf(Versions(path));
        return TypedResults.NoContent();
    }

    public static IResult Get(long size, HttpContext context, RequestTicket ticket, ScopedPath path, ServerState state, int? cut)
    {
        var version = 1 + state.CountOf(Versions(path));
        var tag = new EntityTagHeaderValue($"\"{size}-{version}\"");
        var modified = FirstVersion.AddDays(version);
        ticket.RunsUntilEnd();
        if (cut is not { } most || context.Request.Headers.Range.Count > 0)
        {
            return TypedResults.Stream(
                new PatternStream(size, canSeek: true, context.Response, ticket.Finish), Answers.Binary, null, modified, tag, enableRangeProcessing: true);
        }

        context.Response.Headers.AcceptRanges = "bytes";
        context.Response.ContentLength = size;
        return TypedResults.Stream(_ => CutAsync(context, ticket, Math.Min(most, size)), Answers.Binary, null, modified, tag);
    }

    private static string Versions(ScopedPath path) => path.Key("version of " + path.Rest);

    private static async Task CutAsync(HttpContext context, RequestTicket ticket, long most)
    {
        await new PatternStream(most).CopyToAsync(context.Response.Body, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);

        // Long enough for the bytes to arrive: a reset overtakes what the other side has not read yet.
        await Task.Delay(100, context.RequestAborted);
        ticket.Finish();
        context.Abort();
    }
}
