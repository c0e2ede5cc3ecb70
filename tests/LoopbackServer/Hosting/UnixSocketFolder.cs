using System.Net.Sockets;

namespace LoopbackServer.Hosting;

/// <summary>A fresh folder for a socket, which the file system keeps unless somebody removes it.</summary>
internal sealed class UnixSocketFolder : IDisposable
{
    /// <summary>What every system takes.</summary>
    private const int LongestPath = 100;

    private readonly DirectoryInfo? _folder = Socket.OSSupportsUnixDomainSockets ? Directory.CreateTempSubdirectory("loopback-") : null;

    /// <summary>Null where the system has no such sockets, or its temporary folder is too deep for one.</summary>
    public string? SocketPath =>
        _folder is not null && Path.Combine(_folder.FullName, "http.sock") is { Length: <= LongestPath } path ? path : null;

    public void Dispose()
    {
        try
        {
            _folder?.Delete(recursive: true);
        }
        catch (IOException)
        {
            // Somebody else cleaned up, or still looks at it.
        }
    }
}
