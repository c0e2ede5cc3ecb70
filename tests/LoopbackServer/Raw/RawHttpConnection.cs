using System.Net.Sockets;
using LoopbackServer.Behaviours;
using LoopbackServer.Counting;
using LoopbackServer.Recording;

namespace LoopbackServer.Raw;

/// <summary>One connection to the raw port: requests in turn, each answered by the behaviour that its path names.</summary>
internal sealed class RawHttpConnection(CounterRegistry counters, RequestRecorder recorder, ServerState state)
{
    /// <summary>Answers before the body is there, and without asking for it.</summary>
    public const string RefusesBody = "/refuse-body";

    /// <summary>Never says 100, but waits for the body.</summary>
    public const string NeverContinues = "/no-continue";

    public async Task ServeAsync(Socket socket, string id)
    {
        counters.ConnectionOpened(id);
        try
        {
            var reader = new RawRequestReader(socket);
            while (await reader.ReadHeadAsync() is { } request && await AnswerAsync(socket, id, reader, request))
            {
            }
        }
        finally
        {
            counters.ConnectionClosed(id);
        }
    }

    /// <summary>True when the connection can carry another request.</summary>
    private async Task<bool> AnswerAsync(Socket socket, string id, RawRequestReader reader, RawRequest request)
    {
        var target = request.Line.Target;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = ScopedPath.Parse(Uri.UnescapeDataString(question < 0 ? target : target[..question]));
        var query = new RawQuery(question < 0 ? null : target[question..]);
        if (!await ReceiveAsync(socket, id, reader, request, path))
        {
            return false;
        }

        var ticket = counters.Enter(path, id);
        try
        {
            var exchange = new RawExchange(socket, path, request, query, ticket, state);
            switch (await RawResponses.SendAsync(exchange))
            {
                case RawEnd.KeepAlive:
                    return true;
                case RawEnd.Close:
                    ticket.Finish();
                    await socket.DrainAsync();
                    return false;
                case RawEnd.Reset:
                    ticket.Finish();
                    socket.Reset();
                    return false;
                default:
                    await HoldAsync(socket, ticket);
                    return false;
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            ticket.Abort();
            throw;
        }
        finally
        {
            ticket.Finish();
        }
    }

    /// <summary>Records the request and reads its body; false when the client left before its end.</summary>
    private async Task<bool> ReceiveAsync(Socket socket, string id, RawRequestReader reader, RawRequest request, ScopedPath path)
    {
        var recorded = recorder.Of(path.Scope) is { } recording ? Record(recording) : null;
        if (path.Rest == RefusesBody)
        {
            return true;
        }

        var complete = await reader.ReadBodyAsync(request, mayContinue: path.Rest != NeverContinues);
        recorded?.SetBody(request.Body, complete && request.Body.IsWhole);
        return complete;

        RecordedRequest Record(ScopeRecording recording)
        {
            var description = RawCapture.Describe(request, path, socket, id);
            recording.Add(description);
            return description;
        }
    }

    private static async Task HoldAsync(Socket socket, RequestTicket ticket)
    {
        await socket.ReadToEndAsync(CancellationToken.None);
        ticket.Abort();
    }
}
