namespace LoopbackServer.Raw.Fuzzing;

/// <summary>Set-Cookie headers: odd names, values and attributes, and sometimes very many.</summary>
internal static class CookieFuzz
{
    public static byte[] Response(Random random)
    {
        var message = new FuzzMessage();
        for (var left = random.Chance(20) ? 300 : random.Next(1, 6); left > 0; left--)
        {
            message.Header(random.Pick("Set-Cookie", "set-cookie", "Set-Cookie", "Set-Cookie2"), random.Mutated(Cookie(random)));
        }

        return message.With("fuzzed cookies"u8);
    }

    private static string Cookie(Random random)
    {
        var cookie = random.Pick(
            "a=b", "a=\"b\"", "a=", "=b", "=", "a", "", "a=b=c", "a b=c d", "$Path=x", "a=b, c=d", "__Host-a=b", "__Secure-a=b",
            "a=%20", "ä=ö", "a=" + new string('b', random.Next(1, 8000)));
        for (var left = random.Next(4); left > 0; left--)
        {
            cookie += random.Pick("; ", ";", " ; ", ";;") + Attribute(random);
        }

        return cookie;
    }

    private static string Attribute(Random random) => random.Pick(
        "Path=/", "Path=", "Path", "path=relative", "Path=\"/\"", "Path=/%2e%2e/", "Path=/a?b#c", "Domain=127.0.0.1",
        "Domain=.127.0.0.1", "Domain=", "Domain=localhost", "Domain=com", "Domain=other.invalid", "Domain=..", "Domain=a b",
        "Max-Age=0", "Max-Age=-1", "Max-Age=10", "Max-Age=x", "Max-Age=99999999999999999999", "Max-Age=",
        "Expires=Wed, 09 Jun 2099 10:18:14 GMT", "Expires=Wednesday, 09-Jun-99 10:18:14 GMT", "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "Expires=0", "Expires=never", "Expires=Wed, 31 Feb 2099 99:99:99 GMT", "Expires=", "Secure", "Secure=no", "HttpOnly",
        "HttpOnly=1", "SameSite=Lax", "SameSite=None", "SameSite=x", "Priority=High", "Partitioned", "Port=\"80\"", "Port=\"x\"",
        "Version=1", "Version=x", "Comment=\"a;b\"", "CommentURL=\"http://name.invalid\"", "Discard", "x=y", "=");
}
