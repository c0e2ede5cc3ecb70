namespace LoopbackServer.Raw.Fuzzing;

/// <summary>Link headers, alone, in several lines and in lists, with what separates their parts in the wrong places.</summary>
internal static class LinkFuzz
{
    public static byte[] Response(Random random, RawExchange exchange)
    {
        var message = new FuzzMessage();
        for (var left = random.Next(1, 4); left > 0; left--)
        {
            var links = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Link(random, exchange));
            message.Header("Link", random.Mutated(string.Join(random.Pick(", ", ",", " , ", ",,", ";", " "), links)));
        }

        return message.With("fuzzed links"u8);
    }

    /// <summary>The next page is always this one: who follows links finds no end but its own limit.</summary>
    private static string Link(Random random, RawExchange exchange)
    {
        var target = random.Pick(
            exchange.Local(exchange.Path), exchange.Local("/ok"), "?page=2", "", "#f", "/a,b;c", "/a%3Eb", "http://[bad",
            "http://name.invalid/", ":");
        var rel = random.Pick(
            "rel=next", "rel=\"next\"", "rel=\"next last\"", "REL=\"NEXT\"", "rel = next", "rel='next'", "rel", "rel=", "rel=\"next",
            "rel=\"\\\"next\\\"\"", "rel=\"prev\"; rel=\"next\"", "rel*=UTF-8''next", "rel=\"\"", "rev=next", "rel=\"next\tlast\"",
            "rel=next,last");
        var extra = random.Pick(
            "", "; title=\"a, b; c\"", "; title*=UTF-8''%e2%82%ac", "; title=\"unfinished", "; anchor=\"#x\"", "; x", ";;;",
            "; type=text/html", "; =x");
        var (open, close) = (random.Pick("<", "<", "<", "", "< "), random.Pick(">", ">", ">", "", " >"));
        return open + target + close + random.Pick("; ", ";", " ", "") + rel + extra;
    }
}
