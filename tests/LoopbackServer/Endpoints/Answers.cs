using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LoopbackServer.Endpoints;

/// <summary>Results that more than one endpoint gives.</summary>
internal static class Answers
{
    public const string Binary = "application/octet-stream";
    public const string PlainText = "text/plain; charset=utf-8";
    public const string Html = "text/html; charset=utf-8";

    /// <summary>JSON with a Content-Length, which <c>TypedResults.Json</c> leaves out.</summary>
    public static Utf8ContentHttpResult Json(object value, int status = StatusCodes.Status200OK) =>
        TypedResults.Text(JsonSerializer.SerializeToUtf8Bytes(value), "application/json; charset=utf-8", status);

    public static ContentHttpResult NotFound(HttpRequest request) =>
        TypedResults.Text("Nothing here: " + request.Target(), statusCode: StatusCodes.Status404NotFound);

    /// <summary>The path without scope, and the query: what the client meant.</summary>
    public static string Target(this HttpRequest request) => request.Path.Value + request.QueryString.Value;
}
