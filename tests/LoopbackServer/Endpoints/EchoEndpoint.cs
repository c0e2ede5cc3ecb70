using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace LoopbackServer.Endpoints;

/// <summary>What the server saw of a request, as JSON.</summary>
internal static class EchoEndpoint
{
    public static async Task<IResult> InvokeAsync(HttpRequest request, CancellationToken aborted)
    {
        var isMultipart = MultipartEcho.IsMultipart(request);
        if (isMultipart)
        {
            // Read twice: as it is, and part by part.
            request.EnableBuffering();
        }

        var body = await EchoedBody.ReadAsync(request.Body, aborted);
        var text = Encoding.UTF8.GetString(body.Start);
        var (parts, partsError) = isMultipart ? await MultipartEcho.ReadAsync(request, aborted) : (null, null);
        var connection = request.HttpContext.Connection;
        return Answers.Json(new
        {
            method = request.Method,
            path = request.Path.Value,
            query = request.QueryString.Value,
            target = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget,
            headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToArray()),
            bodyLength = body.Length,
            body = text,
            bodyBase64 = body.Start,
            bodySha256 = body.Sha256,
            contentLength = request.ContentLength,
            transferEncoding = request.Headers.TransferEncoding is { Count: > 0 } encoding ? encoding.ToString() : null,
            parts,
            partsError,
            form = IsForm(request) ? QueryHelpers.ParseQuery(text).ToDictionary(field => field.Key, field => field.Value.ToArray()) : null,
            protocol = request.Protocol,
            connectionId = connection.Id,
            remotePort = connection.RemotePort,
            localPort = connection.LocalPort,
            scheme = request.Scheme,
            host = request.Host.Value,
            tls = request.HttpContext.Features.Get<ITlsHandshakeFeature>()?.Protocol.ToString(),
            clientCertificate = connection.ClientCertificate?.Subject,
        });
    }

    private static bool IsForm(HttpRequest request) =>
        request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;
}
