using System.Globalization;

namespace LoopbackServer.Hosting;

/// <summary>The command line.</summary>
internal sealed record ServerOptions(int HttpPort, int ProxyPort, string? UrlsFile, bool WatchStandardInput)
{
    public static ServerOptions Parse(string[] args)
    {
        var options = new ServerOptions(HttpPort: 0, ProxyPort: 0, UrlsFile: null, WatchStandardInput: true);
        for (var i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--http" => options with { HttpPort = int.Parse(Value(args, ++i), CultureInfo.InvariantCulture) },
                "--proxy" => options with { ProxyPort = int.Parse(Value(args, ++i), CultureInfo.InvariantCulture) },
                "--urls-file" => options with { UrlsFile = Value(args, ++i) },
                "--no-stdin-watch" => options with { WatchStandardInput = false },
                _ => throw new ArgumentException(
                    $"Unknown option '{args[i]}'. Known: --http PORT, --proxy PORT, --urls-file PATH, --no-stdin-watch."),
            };
        }

        return options;
    }

    private static string Value(string[] args, int index) =>
        index < args.Length ? args[index] : throw new ArgumentException($"'{args[index - 1]}' needs a value.");
}
