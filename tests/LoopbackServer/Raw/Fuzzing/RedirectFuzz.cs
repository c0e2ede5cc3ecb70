using System.Text;

namespace LoopbackServer.Raw.Fuzzing;

/// <summary>
/// Redirects with odd targets, most of them back to the same path. Nothing is mutated that could name another machine:
/// hosts come from a list, and only what follows the path is left to chance.
/// </summary>
internal static class RedirectFuzz
{
    public static byte[] Response(Random random, RawExchange exchange)
    {
        var message = new FuzzMessage($"HTTP/1.1 {random.Next(300, 309)} Moved");
        for (var left = random.Pick(1, 1, 1, 1, 1, 0, 2); left > 0; left--)
        {
            message.Header(random.Pick("Location", "location", "LOCATION"), Location(random, exchange));
        }

        if (random.Chance(4))
        {
            message.Header("Retry-After", "0").Header("Set-Cookie", random.Mutated("redirected=1; Path=/"));
        }

        return message.With("redirected"u8);
    }

    private static byte[] Location(Random random, RawExchange exchange)
    {
        var here = exchange.Local(exchange.Path);
        return random.Next(4) switch
        {
            0 => Encoding.UTF8.GetBytes(Fixed(random, exchange.Request.Host, here)),
            1 => [.. Encoding.UTF8.GetBytes($"http://{exchange.Request.Host}{here}?"), .. random.Mutated("a=b&c=d#e")],
            2 => [.. Encoding.UTF8.GetBytes(here + "?"), .. random.Mutated("a=b&c=d#e")],
            _ => [.. Encoding.UTF8.GetBytes(exchange.Local("/ok")), .. random.Mutated("/../ok;x=1?y=2#z")],
        };
    }

    private static string Fixed(Random random, string host, string here) => random.Pick(
        "", " ", "#", "?", "#only-a-fragment", "?only=query", ".", "..", "./", "../../../../../..", here, here + "#f", " " + here + " ",
        $"http://{host}{here}", $"HTTP://{host}{here}", $"http:{here}", $"http:/{here}", $"//{host}{here}", $"///{host}{here}",
        $"http://user:secret@{host}{here}", $"http://user@{host}{here}", $"http://:@{host}{here}", $"\\\\{host}\\ok",
        $"http:\\\\{host}\\ok",
        "http://", "http://[", "http://[::1", "http://[::1]:0/", "http://127.0.0.1:0/", "http://127.0.0.1:99999/",
        "http://127.0.0.1:-1/", "http://127.0.0.1:/", "http://127.0.0.1:port/", "http://:80/", "http:///path", "http://name.invalid/",
        "http://a b.invalid/", "http://xn--a.invalid/", "http://%31%32%37.0.0.1:1/", "http://127.1:1/", "http://2130706433:1/",
        "https://127.0.0.1:1/", "ftp://127.0.0.1:1/", "file:///dev/null", "javascript:alert(1)", "data:,hello", "mailto:a@b.invalid",
        "about:blank", "ws://127.0.0.1:1/", "urn:x:y", ":", "://", "%", "%zz", "/%00", "/%ff%fe", "/é日本", "/\u0001", here + "?q=ü ß",
        here + "?" + new string('a', 20_000), new string('/', 1),
        here + "/nothing");
}
