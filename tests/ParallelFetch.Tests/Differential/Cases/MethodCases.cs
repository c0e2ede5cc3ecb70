namespace ParallelFetch.Tests.Differential.Cases;

/// <summary>Methods, with and without a body.</summary>
internal static class MethodCases
{
    internal static IReadOnlyList<DifferentialCase> All { get; } =
    [
        new("Head", ["-I", "{http}echo"], "'{http}echo' -Method Head"),
        new("Delete", ["-X", "DELETE", "{http}echo"], "'{http}echo' -Method Delete"),
        new("Options", ["-X", "OPTIONS", "{http}echo"], "'{http}echo' -Method Options"),
        new("Trace", ["-X", "TRACE", "{http}echo"], "'{http}echo' -Method Trace")
        {
            Differences = ["ours 1 content-length: 0"],
            Because = "HttpClient says that nothing follows wherever the method might have a body; curl says nothing.",
        },
        new("Merge", ["-X", "MERGE", "-d", "a=b", "-H", "Content-Type:", "{http}echo"], "'{http}echo' -Method Merge -Body 'a=b'"),
        new(
            "Patch with a body",
            ["-X", "PATCH", "-H", "Content-Type: a/b", "-d", "x", "{http}echo"],
            "'{http}echo' -Method Patch -ContentType 'a/b' -Body x"),
        new(
            "Put with a body",
            ["-X", "PUT", "-H", "Content-Type: a/b", "-d", "x", "{http}echo"],
            "'{http}echo' -Method Put -ContentType 'a/b' -Body x"),
        new(
            "Delete with a body",
            ["-X", "DELETE", "-H", "Content-Type: a/b", "-d", "x", "{http}echo"],
            "'{http}echo' -Method Delete -ContentType 'a/b' -Body x"),
        new("Get with a body", ["-X", "GET", "-H", "Content-Type: a/b", "-d", "x", "{http}echo"], "'{http}echo' -ContentType 'a/b' -Body x"),
        new(
            "Options with a body",
            ["-X", "OPTIONS", "-H", "Content-Type: a/b", "-d", "x", "{http}echo"],
            "'{http}echo' -Method Options -ContentType 'a/b' -Body x"),
        new("A method of its own", ["-X", "PROPFIND", "-H", "Depth: 1", "{http}echo"], "'{http}echo' -CustomMethod PROPFIND -Headers @{ Depth = 1 }")
        {
            Differences = ["ours 1 content-length: 0"],
            Because = "HttpClient says that nothing follows wherever the method might have a body; curl says nothing.",
        },
        new("A method in small letters stays so", ["-X", "purge", "{http}echo"], "'{http}echo' -CustomMethod purge")
        {
            Differences = ["ours 1 content-length: 0"],
            Because = "HttpClient says that nothing follows wherever the method might have a body; curl says nothing.",
        },
        new("A method with a hyphen", ["-X", "M-SEARCH", "{http}echo"], "'{http}echo' -CustomMethod M-SEARCH")
        {
            Differences = ["ours 1 content-length: 0"],
            Because = "HttpClient says that nothing follows wherever the method might have a body; curl says nothing.",
        },
        new("A method of one's own over HTTP/2", ["-k", "-X", "REPORT", "{https}echo"], "'{https}echo' -SkipCertificateCheck -CustomMethod REPORT")
        {
            Differences = ["ours 1 content-length: 0"],
            Because = "HttpClient says that nothing follows wherever the method might have a body; curl says nothing.",
        },
        new("Post without a body", ["-X", "POST", "{http}echo"], "'{http}echo' -Method Post")
        {
            Differences = ["ours 1 content-length: 0"],
            Because = "HttpClient says that nothing follows wherever the method might have a body; curl says nothing.",
        },
        new("Put without a body", ["-X", "PUT", "{http}echo"], "'{http}echo' -Method Put")
        {
            Differences = ["ours 1 content-length: 0"],
            Because = "HttpClient says that nothing follows wherever the method might have a body; curl says nothing.",
        },
    ];
}
