using LoopbackServer.Counting;

namespace LoopbackServer.Endpoints;

internal static class BodyEndpoints
{
    /// <summary><c>?chunked=1</c>: no Content-Length; <c>?type=</c>: another Content-Type.</summary>
    public static IResult Bytes(
        RequestTicket ticket, HttpResponse response, long count = 1024, Flag? chunked = null, string type = Answers.Binary)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ticket.RunsUntilEnd();
        return TypedResults.Stream(new PatternStream(count, canSeek: !chunked, response, ticket.Finish), type);
    }

    /// <summary><c>?header=</c>: a Content-Disposition as given.</summary>
    public static IResult Disposition(HttpResponse response, string header = "attachment; filename=\"report.txt\"")
    {
        response.Headers.ContentDisposition = header;
        return TypedResults.Text("disposition");
    }
}
