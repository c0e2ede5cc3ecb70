using System.Globalization;
using System.Net.Sockets;

namespace LoopbackServer.Hosting;

/// <summary>
/// <c>serve [--port PORT]</c>: runs the server until Ctrl+C, at addresses that stay the same, for those who follow a tutorial.
/// </summary>
internal static class ServeCommand
{
    /// <summary>The word on the command line that asks for it.</summary>
    public const string Name = "serve";

    private const int DefaultPort = 8080;
    private const int Success = 0;
    private const int Failure = 1;

    /// <summary>EX_USAGE of sysexits.h, which pwsh uses, too.</summary>
    private const int BadCommandLine = 64;

    /// <summary>Runs the server and returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] options)
    {
        if (PortOf(options) is not { } port)
        {
            await Console.Error.WriteLineAsync("serve takes --port with a number from 0 (any that is free) to 65534; the proxy gets the next one.");
            return BadCommandLine;
        }

        var exit = new ExitSignal(watchStandardInput: false);
        using var host = new LoopbackHost();
        try
        {
            var addresses = await host.StartAsync(
                new ServerOptions(port, port == 0 ? 0 : port + 1, UrlsFile: null, WatchStandardInput: false));
            await Console.Out.WriteLineAsync($"""
                The demo server is running. Follow a tutorial in another terminal; Ctrl+C ends the server.

                  {Address(addresses.Http)}    pages, files, an API
                  {Address(addresses.Proxy)}    a proxy, behind which every name that ends in .test is this server
                """);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            await Console.Error.WriteLineAsync(
                $"The demo server cannot be started on the ports {port} and {port + 1}. If another program uses one of them, choose others: "
                + $"serve --port 9090. In the tutorials, write them instead of 8080 and 8081.{Environment.NewLine}{exception.Message}");
            return Failure;
        }

        // That is how it is meant to end.
        await exit.Task;
        return Success;
    }

    private static int? PortOf(string[] options) => options switch
    {
        [] => DefaultPort,
        ["--port", var value]
            when ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port < ushort.MaxValue => port,
        _ => null,
    };

    private static string Address(string url) => new Uri(url).GetLeftPart(UriPartial.Authority);
}
