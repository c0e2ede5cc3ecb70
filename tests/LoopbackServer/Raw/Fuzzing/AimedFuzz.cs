using System.Globalization;

namespace LoopbackServer.Raw.Fuzzing;

/// <summary>
/// <c>/fuzz/{kind}/{seed}</c>: a response that is whole except for the one thing that is aimed at. The same seed gives the
/// same bytes; the connection ends after them.
/// </summary>
internal static class AimedFuzz
{
    public static Task<RawEnd> SendAsync(RawExchange exchange, string kindAndSeed)
    {
        if (kindAndSeed.Split('/') is not [var kind, var text] || !int.TryParse(text, CultureInfo.InvariantCulture, out var seed))
        {
            return exchange.EndAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 8\r\n\r\nno fuzz.", RawEnd.Close);
        }

        var random = new Random(seed);
        byte[]? response = kind switch
        {
            "headers" => HeaderFuzz.Response(random),
            "charset" => CharsetFuzz.Response(random),
            "redirect" => RedirectFuzz.Response(random, exchange),
            "link" => LinkFuzz.Response(random, exchange),
            "cookie" => CookieFuzz.Response(random),
            _ => null,
        };
        return response is null
            ? exchange.EndAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 8\r\n\r\nno fuzz.", RawEnd.Close)
            : exchange.EndAsync(response, RawEnd.Close);
    }
}
