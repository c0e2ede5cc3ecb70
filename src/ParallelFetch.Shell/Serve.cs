using System.Globalization;
using LoopbackServer.Client;

namespace ParallelFetch.Shell;

/// <summary>Runs the bundled loopback server until Ctrl+C, at addresses that stay the same, for those who follow a tutorial.</summary>
internal sealed class Serve(Interruption interruption)
{
    private const int DefaultPort = 8080;

    /// <summary>Runs the server and returns the exit code.</summary>
    public int Run(IReadOnlyList<string> words)
    {
        if (PortOf(words) is not { } port)
        {
            Console.Error.WriteLine("serve takes --port with a number from 0 (any that is free) to 65534; the proxy gets the next one.");
            return ExitCodes.BadCommandLine;
        }

        try
        {
            using var server = LoopbackServerProcess.Start(port, port == 0 ? 0 : port + 1);
            Console.Out.WriteLine($"""
                The demo server is running. Follow a tutorial in another terminal; Ctrl+C ends the server.

                  {Address(server.Http)}    pages, files, an API
                  {Address(server.Proxy)}    a proxy, behind which every name that ends in .test is this server
                """);
            Console.Out.Flush();
            interruption.Token.WaitHandle.WaitOne();

            // That is how it is meant to end.
            return ExitCodes.Success;
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or TimeoutException)
        {
            Console.Error.WriteLine(
                $"The demo server cannot be started on the ports {port} and {port + 1}. If another program uses one of them, choose others: "
                + $"serve --port 9090. In the tutorials, write them instead of 8080 and 8081.{Environment.NewLine}{FirstLine(exception.Message)}");
            return ExitCodes.Failure;
        }
    }

    private static int? PortOf(IReadOnlyList<string> words) => words switch
    {
        [] => DefaultPort,
        [var name, var value] when name.TrimStart('-').Equals("port", StringComparison.OrdinalIgnoreCase)
            && ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port < ushort.MaxValue => port,
        _ => null,
    };

    private static string Address(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static string FirstLine(string text) =>
        text.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Contains("Exception", StringComparison.Ordinal)) ?? text;
}
