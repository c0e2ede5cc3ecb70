namespace ParallelFetch.Tests.Differential.Cases;

/// <summary>What becomes of a query, and what is added to it.</summary>
internal static class QueryCases
{
    internal static IReadOnlyList<DifferentialCase> All { get; } =
    [
        new("A query keeps its order, doubles and empty parts", ["{http}echo?b=2&a=1&a=&&=x;y&b"], "'{http}echo?b=2&a=1&a=&&=x;y&b'"),
        new("A query keeps its encoding", ["{http}echo?a=%2f%2F%20+%26%C3%bc"], "'{http}echo?a=%2f%2F%20+%26%C3%bc'")
        {
            Compare = [SentRequests.HexDigits],
            Differences = ["curl 1 GET /echo?a=%2f%2F%20+%26%C3%bc HTTP/1.1", "ours 1 GET /echo?a=%2f%2F%20+%26%C3%BC HTTP/1.1"],
            Because = "System.Uri writes the hex digits of Unicode in capitals, which means the same (RFC 3986, section 6.2.2.1).",
        },
        new("A query of more than a question mark", ["{http}echo?a=b?c=/d:e@f!$'()*,"], "\"{http}echo?a=b?c=/d:e@f!`$'()*,\""),
        new("An empty query", ["{http}echo?"], "'{http}echo?'"),
        new("Dot segments in a query", ["{http}echo?a=/../b/./c"], "'{http}echo?a=/../b/./c'"),
        new("A long query", ["{http}echo?" + Long], $"'{{http}}echo?{Long}'"),
        new("Unicode in a query", ["{raw}ok?q=Grüße"], "'{raw}ok?q=Grüße'")
        {
            Differences = ["curl 1 GET /ok?q=Gr*", "ours 1 GET /ok?q=Gr%C3%BC%C3%9Fe HTTP/1.1"],
            Because = "Unicode is encoded as UTF-8; curl sends the bytes as they are.",
            DependsOnCurl = true,
        },
        new("Brackets in a query", ["-g", "{http}echo?a[]=1&b[x]=2"], "'{http}echo?a[]=1&b[x]=2'"),
        new("Characters in a query that no url has", ["-g", "{raw}ok?a={b}|c^`\"<>"], "'{raw}ok?a={b}|c^`\"<>'")
        {
            Differences = ["curl 1 GET /ok?a={b}|c^`\"<> HTTP/1.1", "ours 1 GET /ok?a=%7Bb%7D%7Cc%5E%60%22%3C%3E HTTP/1.1"],
            Because = "What no URL may have is encoded; curl sends it as it is.",
            DependsOnCurl = true,
        },
        new(
            "A dictionary becomes the query of a get",
            ["-G", "-d", "a=1", "-d", "b=x", "{http}echo"],
            "'{http}echo' -Body ([ordered]@{ a = 1; b = 'x' })"),
        new("A dictionary is added to a query", ["-G", "-d", "a=1", "{http}echo?x=y"], "'{http}echo?x=y' -Body @{ a = 1 }"),
        new("A dictionary is added before the fragment", ["-G", "-d", "a=1", "{http}echo#top"], "'{http}echo#top' -Body @{ a = 1 }"),
        new("A dictionary becomes the query of a head", ["-I", "-G", "-d", "a=1", "{http}echo"], "'{http}echo' -Method Head -Body @{ a = 1 }"),
        new("A list gives one pair for each item", ["-G", "-d", "a=1", "-d", "a=2", "{http}echo"], "'{http}echo' -Body @{ a = 1, 2 }"),
        new(
            "Values of a dictionary are encoded",
            ["-G", "--data-urlencode", "q=a&b=c/d?é日#%", "{http}echo"],
            "'{http}echo' -Body @{ q = 'a&b=c/d?é日#%' }"),
        new("Spaces of a dictionary", ["-G", "--data-urlencode", "q=a b", "{http}echo"], "'{http}echo' -Body @{ q = 'a b' }"),
    ];

    private static string Long => string.Join('&', Enumerable.Range(0, 2000).Select(i => $"name{i}={i}"));
}
