using LoopbackServer.Endpoints;
using LoopbackServer.Recording;

namespace LoopbackServer.Counting;

/// <summary>Counts a request, records it where that is wanted, strips its scope and hands it on.</summary>
internal sealed class CountingMiddleware(CounterRegistry counters, RequestRecorder recorder, Router router)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var path = ScopedPath.Parse(context.Request.Path.Value ?? "/");
        var ticket = counters.Enter(path, context.Connection.Id);
        context.Request.PathBase = path.PathBase;
        context.Request.Path = path.Rest;
        try
        {
            if (recorder.Of(path.Scope) is { } recording)
            {
                await KestrelCapture.RecordAsync(recording, context, path);
            }

            await router.InvokeAsync(new Exchange(context, path, ticket));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Waits and writes end like this when the client has gone, and for no other reason.
            ticket.Abort();
            context.Abort();
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException && !context.Response.HasStarted)
        {
            await RejectAsync(context, ticket, e.Message);
        }
        finally
        {
            ticket.Finish();
        }
    }

    private static Task RejectAsync(HttpContext context, RequestTicket ticket, string message)
    {
        context.Response.Clear();
        ticket.Finish();
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsync(message);
    }
}
