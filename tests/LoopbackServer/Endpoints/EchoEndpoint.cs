using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace LoopbackServer.Endpoints;

/// <summary>What the server saw of a request, as JSON.</summary>
internal static class EchoEndpoint
{
    public static async Task InvokeAsync(Exchange exchange)
    {
        var request = exchange.Request;
        var isMultipart = MultipartEcho.IsMultipart(request);
        if (isMultipart)
        {
            // Read twice: as it is, and part by part.
            request.EnableBuffering();
        }

        var body = await EchoedBody.ReadAsync(request.Body, exchange.Aborted);
        var text = Encoding.UTF8.GetString(body.Start);
        var (parts, partsError) = isMultipart ? await MultipartEcho.ReadAsync(request, exchange.Aborted) : (null, null);
        var connection = exchange.Context.Connection;
        var seen = new
        {
            method = request.Method,
            path = exchange.Path.Rest,
            query = request.QueryString.Value,
            target = exchange.Context.Features.Get<IHttpRequestFeature>()?.RawTarget,
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
            tls = exchange.Context.Features.Get<ITlsHandshakeFeature>()?.Protocol.ToString(),
            clientCertificate = connection.ClientCertificate?.Subject,
        };
        await exchange.JsonAsync(seen);
    }

    private static bool IsForm(HttpRequest request) =>
        request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;
}
