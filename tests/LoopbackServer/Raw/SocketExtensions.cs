using System.Net.Sockets;

namespace LoopbackServer.Raw;

internal static class SocketExtensions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Ends our direction and waits for the other to end, so that bytes on their way are not destroyed by a reset.
    /// </summary>
    public static async Task DrainAsync(this Socket socket)
    {
        socket.Shutdown(SocketShutdown.Send);
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            await socket.ReadToEndAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            // It was only a courtesy.
        }
    }

    public static async Task ReadToEndAsync(this Socket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer, cancellationToken) > 0)
        {
        }
    }

    /// <summary>0 for a reset, too: who reads on cannot do anything else about it.</summary>
    public static async Task<int> ReceiveOrEndAsync(this Socket socket, Memory<byte> buffer)
    {
        try
        {
            return await socket.ReceiveAsync(buffer);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }

    public static async Task SendAllAsync(this Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes)..];
        }
    }

    /// <summary>RST instead of FIN.</summary>
    public static void Reset(this Socket socket)
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }
}
