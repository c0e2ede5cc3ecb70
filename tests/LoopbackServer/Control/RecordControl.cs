using LoopbackServer.Recording;

namespace LoopbackServer.Control;

/// <summary><c>POST</c> starts to record a scope from nothing, <c>GET</c> shows what came, <c>DELETE</c> stops and forgets.</summary>
internal sealed class RecordControl(RequestRecorder recorder)
{
    public Task InvokeAsync(HttpContext context, string scope)
    {
        if (HttpMethods.IsPost(context.Request.Method))
        {
            recorder.Start(scope);
        }
        else if (HttpMethods.IsDelete(context.Request.Method))
        {
            recorder.Stop(scope);
        }

        return context.Response.WriteAsJsonAsync(recorder.Of(scope)?.Requests ?? []);
    }
}
