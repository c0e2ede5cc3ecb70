using System.Text;

namespace LoopbackServer.Raw.Fuzzing;

/// <summary>Lines of the head: known names with mutated values, mutated names, no names, folded lines, noise.</summary>
internal static class HeaderFuzz
{
    private static readonly string[] Valid =
    [
        "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Last-Modified: Sunday, 06-Nov-94 08:49:37 GMT", "Expires: Sun Nov  6 08:49:37 1994",
        "ETag: W/\"abc\"", "Content-Disposition: attachment; filename=\"a.txt\"; filename*=UTF-8''%e2%82%ac.txt",
        "Content-Type: text/plain; charset=utf-8", "Content-Range: bytes 0-9/10", "Content-Encoding: identity",
        "Content-Language: de, en", "Retry-After: 120", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT", "Age: 1",
        "Cache-Control: max-age=10, no-cache=\"Set-Cookie\"",
        "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=MD5, Basic realm=\"b\"", "Vary: *",
        "Via: 1.1 a (b)", "Warning: 199 - \"misc\"", "Alt-Svc: h3=\":443\"; ma=86400",
        "Strict-Transport-Security: max-age=1; includeSubDomains", "Keep-Alive: timeout=5, max=100", "Allow: GET, HEAD",
        "Accept-Ranges: bytes", "Refresh: 0; url=/ok", "Trailer: X-Sum", "X-Plain: value",
    ];

    public static byte[] Response(Random random)
    {
        // Half of them gently: what is no header at all is refused before anybody reads the values.
        var gently = random.Chance(2);
        var status = !gently && random.Chance(4) ? Encoding.Latin1.GetString(random.Mutated("HTTP/1.1 200 OK")) : "HTTP/1.1 200 OK";
        var message = new FuzzMessage(status);
        for (var left = random.Next(1, 8); left > 0; left--)
        {
            message.Line(Line(random, gently));
        }

        return message.With("fuzzed headers"u8);
    }

    private static byte[] Line(Random random, bool gently)
    {
        var line = random.Pick(Valid);
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return (gently ? 5 : random.Next(8)) switch
        {
            0 => random.Mutated(line),
            1 => [.. random.Mutated(line[..colon]), .. Encoding.UTF8.GetBytes(line[colon..])],
            2 => [.. random.Noise(40)],
            3 => [.. " "u8, .. random.Mutated(line)],
            4 => [.. Encoding.UTF8.GetBytes(line[..(colon + 1)])],
            _ => [.. Encoding.UTF8.GetBytes(line[..(colon + 2)]), .. random.Mutated(line[(colon + 2)..])],
        };
    }
}
