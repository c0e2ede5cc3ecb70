using System.Text.Json;

namespace LoopbackServer.Hosting;

/// <summary>Where everything listens; its JSON is the first and only line on stdout.</summary>
internal sealed record ServerAddresses(
    string Http,
    string Https,
    string H2c,
    string Raw,
    string Refused,
    string Control,
    string TlsGarbage,
    string Blackhole)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public void Announce(string? urlsFile)
    {
        var line = JsonSerializer.Serialize(this, Json);
        if (urlsFile is not null)
        {
            // Moved into place, so that a reader who polls for the file never sees half of it.
            var unfinished = urlsFile + ".tmp";
            File.WriteAllText(unfinished, line + "\n");
            File.Move(unfinished, urlsFile, overwrite: true);
        }

        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
