using System.Text.Json;

namespace LoopbackServer.Hosting;

/// <summary>Where everything listens; its JSON is the first and only line on stdout.</summary>
internal sealed record ServerAddresses
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public required string Http { get; init; }

    public required string Https { get; init; }

    public required string H2c { get; init; }

    public required string Raw { get; init; }

    public required string Refused { get; init; }

    public required string Control { get; init; }

    public required string TlsGarbage { get; init; }

    public required string Blackhole { get; init; }

    public required string Mtls { get; init; }

    public required string Tls12 { get; init; }

    public required string Tls13 { get; init; }

    public required string Other { get; init; }

    public required string OtherHttps { get; init; }

    public required string Proxy { get; init; }

    public required string ProxyAuth { get; init; }

    public required string Socks5 { get; init; }

    /// <summary>Null where the system refuses instead.</summary>
    public string? Unanswered { get; init; }

    /// <summary>A path; null where the system has no such sockets.</summary>
    public string? UnixSocket { get; init; }

    /// <summary>Null where the system has no QUIC.</summary>
    public string? Http3 { get; init; }

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
