using System.Net.Sockets;
using LoopbackServer.Recording;
using LoopbackServer.Wire;

namespace LoopbackServer.Raw;

/// <summary>Reads requests from a connection, with their bodies, so that another may follow.</summary>
internal sealed class RawRequestReader(Socket socket)
{
    private readonly WireReader _wire = new(socket);

    /// <summary>The next request without its body, or null at the end of the connection.</summary>
    public async Task<RawRequest?> ReadHeadAsync() =>
        await _wire.ReadHeadAsync() is { } head && RequestLine.Parse(head.StartLine) is { } line
            ? new RawRequest(line, head, new BodyCapture(RequestRecorder.LongestBody))
            : null;

    /// <summary>False when the connection ended in the body. Asks for it first if the client waits for that.</summary>
    public async Task<bool> ReadBodyAsync(RawRequest request, bool mayContinue)
    {
        if (mayContinue && request.Head.Lists("expect", "100-continue"))
        {
            await socket.SendAllAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray());
        }

        return await MessageBody.CopyAsync(_wire, BodyFraming.OfRequest(request.Head), (bytes, isContent) =>
        {
            if (isContent)
            {
                request.Body.Append(bytes.Span);
            }

            return Task.CompletedTask;
        });
    }
}
