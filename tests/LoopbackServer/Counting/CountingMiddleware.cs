using LoopbackServer.Recording;

namespace LoopbackServer.Counting;

/// <summary>Counts a request, records it where that is wanted, makes its scope the base of its path and hands it on.</summary>
internal sealed class CountingMiddleware(RequestDelegate next, CounterRegistry counters, RequestRecorder recorder)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var path = ScopedPath.Parse(context.Request.Path.Value ?? "/");
        var ticket = counters.Enter(path, context.Connection.Id);
        context.Features.Set(ticket);
        context.Response.OnStarting(static ticket => ((RequestTicket)ticket).OnStarting(), ticket);
        context.Request.PathBase = path.PathBase;
        context.Request.Path = path.Rest;
        try
        {
            if (recorder.Of(path.Scope) is { } recording)
            {
                await KestrelCapture.RecordAsync(recording, context, path);
            }

            await next(context);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Waits and writes end like this when the client has gone, and for no other reason.
            ticket.Abort();
            context.Abort();
        }
        finally
        {
            ticket.Finish();
        }
    }
}
