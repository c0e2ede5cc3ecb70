using LoopbackServer.Proxies;

namespace LoopbackServer.Control;

/// <summary><c>GET</c> shows what a proxy was asked for, <c>DELETE</c> forgets it.</summary>
internal sealed class ProxyControl(ProxyLogs proxies)
{
    public Task InvokeAsync(HttpContext context, string name)
    {
        if (proxies.Find(name) is not { } log)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return context.Response.WriteAsync("No such proxy.");
        }

        if (HttpMethods.IsDelete(context.Request.Method))
        {
            log.Clear();
        }

        return context.Response.WriteAsJsonAsync(log.Entries);
    }
}
