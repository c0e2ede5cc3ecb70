using System.Globalization;
using System.Text;
using LoopbackServer.Behaviours;
using LoopbackServer.Counting;

namespace LoopbackServer.Endpoints;

/// <summary>Responses that take their time.</summary>
internal static class TimingEndpoints
{
    public static async Task<IResult> DelayAsync(int milliseconds, HttpRequest request, CancellationToken aborted)
    {
        await Task.Delay(milliseconds, aborted);
        return TypedResults.Text(request.Target());
    }

    public static async Task<IResult> GateAsync(string name, ScopedPath path, ServerState state, CancellationToken aborted)
    {
        await state.Gate(path.Key(name)).PassAsync(aborted);
        return TypedResults.Text("gate " + name);
    }

    /// <summary>Until the client goes away.</summary>
    public static Task NeverAsync(CancellationToken aborted) => Task.Delay(Timeout.Infinite, aborted);

    /// <summary>Chunks with a pause between them; <c>?intervalMs=</c>.</summary>
    public static IResult Drip(long count, RequestTicket ticket, CancellationToken aborted, int intervalMs = 100)
    {
        ticket.RunsUntilEnd();
        return TypedResults.Stream(
            async body =>
            {
                for (var i = 1; i <= count; i++)
                {
                    if (i > 1)
                    {
                        await Task.Delay(intervalMs, aborted);
                    }

                    var chunk = string.Create(CultureInfo.InvariantCulture, $"chunk {i}\n");
                    await body.WriteAsync(Encoding.ASCII.GetBytes(chunk), aborted);
                    await body.FlushAsync(aborted);
                }
            },
            Answers.PlainText);
    }

    /// <summary>n bytes of n + 1000, and then nothing.</summary>
    public static IResult Stall(long count, RequestTicket ticket, HttpResponse response, CancellationToken aborted)
    {
        ticket.RunsUntilEnd();
        response.ContentLength = count + 1000;
        return TypedResults.Stream(
            async body =>
            {
                await new PatternStream(count).CopyToAsync(body, aborted);
                await body.FlushAsync(aborted);
                await NeverAsync(aborted);
            },
            Answers.Binary);
    }
}
