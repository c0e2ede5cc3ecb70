using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace LoopbackServer.Endpoints;

/// <summary>What the server saw of a request, as JSON.</summary>
internal static class EchoEndpoint
{
    private const int LongestBody = 1 << 20;

    public static async Task InvokeAsync(Exchange exchange)
    {
        var (length, body) = await ReadBodyAsync(exchange.Request, exchange.Aborted);
        var request = exchange.Request;
        var connection = exchange.Context.Connection;
        var seen = new
        {
            method = request.Method,
            path = exchange.Path.Rest,
            query = request.QueryString.Value,
            target = exchange.Context.Features.Get<IHttpRequestFeature>()?.RawTarget,
            headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToArray()),
            bodyLength = length,
            body = Encoding.UTF8.GetString(body),
            protocol = request.Protocol,
            remotePort = connection.RemotePort,
            scheme = request.Scheme,
            host = request.Host.Value,
            clientCertificate = connection.ClientCertificate?.Subject,
        };
        var json = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(seen);
        await exchange.BytesAsync(json, "application/json; charset=utf-8");
    }

    private static async Task<(long Length, byte[] Start)> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var start = new MemoryStream();
        var buffer = new byte[81920];
        long length = 0;
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            length += read;
            start.Write(buffer, 0, (int)Math.Min(read, LongestBody - start.Length));
        }

        return (length, start.ToArray());
    }
}
