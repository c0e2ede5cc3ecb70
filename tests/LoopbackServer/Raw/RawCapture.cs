using System.Net;
using System.Net.Sockets;
using LoopbackServer.Counting;
using LoopbackServer.Recording;

namespace LoopbackServer.Raw;

/// <summary>Records a request of the raw port: its headers are in order of arrival.</summary>
internal static class RawCapture
{
    public static RecordedRequest Describe(RawRequest request, ScopedPath path, Socket socket, string connectionId)
    {
        var headers = new OrderedDictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in request.Head.Fields)
        {
            headers[field.Name] = headers.TryGetValue(field.Name, out var before) ? [.. before, field.Value] : [field.Value];
        }

        return new RecordedRequest
        {
            Method = request.Line.Method,
            Target = request.Line.Target,
            Path = path.Rest,
            Protocol = request.Line.Version,
            Scheme = "http",
            Host = request.Host,
            Headers = headers,
            ConnectionId = connectionId,
            RemotePort = (socket.RemoteEndPoint as IPEndPoint)?.Port ?? 0,
            LocalPort = (socket.LocalEndPoint as IPEndPoint)?.Port ?? 0,
        };
    }
}
