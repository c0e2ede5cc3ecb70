using System.Text;
using System.Text.Json;
using LoopbackServer.Counting;

namespace LoopbackServer.Endpoints;

/// <summary>One request and its response. Everything that ends a response says so to the counters first.</summary>
internal sealed class Exchange(HttpContext context, ScopedPath path, RequestTicket ticket)
{
    public const string PlainText = "text/plain; charset=utf-8";

    public HttpContext Context { get; } = context;

    public HttpRequest Request => Context.Request;

    public HttpResponse Response => Context.Response;

    public IQueryCollection Query => Context.Request.Query;

    /// <summary>Only the head goes out; nothing is worth waiting for.</summary>
    public bool IsHead => HttpMethods.IsHead(Request.Method);

    public CancellationToken Aborted => Context.RequestAborted;

    public ScopedPath Path { get; } = path;

    /// <summary>The path without scope, and the query: what the client meant.</summary>
    public string Target => Path.Rest + Request.QueryString.Value;

    /// <summary>A local path under the scope of this request.</summary>
    public string Local(string target) => Path.PathBase + target;

    /// <summary>Called before the last bytes of a response with a known length.</summary>
    public void Finish() => ticket.Finish();

    public Task TextAsync(string body, int status = StatusCodes.Status200OK, string contentType = PlainText)
    {
        Response.StatusCode = status;
        return BytesAsync(Encoding.UTF8.GetBytes(body), contentType);
    }

    public async Task BytesAsync(ReadOnlyMemory<byte> body, string contentType)
    {
        Response.ContentType = contentType;
        Response.ContentLength = body.Length;
        Finish();
        await Response.Body.WriteAsync(body, Aborted);
    }

    public Task JsonAsync(object value) => BytesAsync(JsonSerializer.SerializeToUtf8Bytes(value), "application/json; charset=utf-8");

    /// <summary>A response without a body.</summary>
    public Task EmptyAsync(int status)
    {
        Response.StatusCode = status;
        Finish();
        return Task.CompletedTask;
    }

    public Task NotFoundAsync() => TextAsync("Nothing here: " + Target, StatusCodes.Status404NotFound);

    /// <summary>Until the client goes away.</summary>
    public Task HoldAsync() => Task.Delay(Timeout.Infinite, Aborted);
}
