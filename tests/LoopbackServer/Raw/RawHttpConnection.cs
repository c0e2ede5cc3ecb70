using System.Net.Sockets;
using LoopbackServer.Counting;
using Microsoft.AspNetCore.WebUtilities;

namespace LoopbackServer.Raw;

/// <summary>One connection to the raw port: requests in turn, each answered by the behaviour that its path names.</summary>
internal sealed class RawHttpConnection(CounterRegistry counters)
{
    public async Task ServeAsync(Socket socket, string id)
    {
        counters.ConnectionOpened(id);
        try
        {
            var reader = new RawRequestReader(socket);
            while (await reader.ReadTargetAsync() is { } target && await AnswerAsync(socket, id, target))
            {
            }
        }
        finally
        {
            counters.ConnectionClosed(id);
        }
    }

    /// <summary>True when the connection can carry another request.</summary>
    private async Task<bool> AnswerAsync(Socket socket, string id, string target)
    {
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = ScopedPath.Parse(Uri.UnescapeDataString(question < 0 ? target : target[..question]));
        var query = new QueryCollection(QueryHelpers.ParseQuery(question < 0 ? null : target[question..]));
        var ticket = counters.Enter(path, id);
        try
        {
            var exchange = new RawExchange(socket, path.Rest, query, ticket);
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

    private static async Task HoldAsync(Socket socket, RequestTicket ticket)
    {
        await socket.ReadToEndAsync(CancellationToken.None);
        ticket.Abort();
    }
}
