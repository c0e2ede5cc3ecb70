namespace LoopbackServer.Hosting;

/// <summary>A parameter that cannot be read is the client's mistake: 400, with a text that names it.</summary>
internal sealed class BadRequestMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (IsMistake(e) && !context.Response.HasStarted)
        {
            context.Response.Clear();
            await TypedResults.Text(e.Message, statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
        }
    }

    /// <summary>Kestrel throws a class of its own, derived from ASP.NET's, when a client breaks off in the middle of a body.</summary>
    private static bool IsMistake(Exception e) => e is ArgumentException || e.GetType() == typeof(BadHttpRequestException);
}
