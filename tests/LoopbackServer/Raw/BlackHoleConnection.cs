using System.Net.Sockets;

namespace LoopbackServer.Raw;

/// <summary>Accepts and never reads. It cannot notice that the client leaves, so it is not counted.</summary>
internal static class BlackHoleConnection
{
    public static Task ServeAsync(Socket socket, string id) => Task.Delay(TimeSpan.FromMinutes(10));
}
