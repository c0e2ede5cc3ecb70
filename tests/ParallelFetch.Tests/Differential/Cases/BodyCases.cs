namespace ParallelFetch.Tests.Differential.Cases;

/// <summary>Bodies of text, bytes and files.</summary>
internal static class BodyCases
{
    internal static IReadOnlyList<DifferentialCase> All { get; } =
    [
        new("Text is posted as a form", ["-d", "a=b&c=d", "{http}echo"], "'{http}echo' -Method Post -Body 'a=b&c=d'"),
        new("Text in Unicode is posted as UTF-8", ["-d", "Grüße, 日本語", "{http}echo"], "'{http}echo' -Method Post -Body 'Grüße, 日本語'"),
        new("Lines stay lines", ["--data-binary", "a\nb\r\n", "{http}echo"], "'{http}echo' -Method Post -Body \"a`nb`r`n\""),
        new(
            "Text in the charset of its type",
            ["-H", "Content-Type: text/plain; charset=iso-8859-1", "--data-binary", "@{files}latin1.txt", "{http}echo"],
            "'{http}echo' -Method Post -ContentType 'text/plain; charset=iso-8859-1' -Body 'Grüße'"),
        new(
            "A dictionary is posted as a form",
            ["-d", "a=1", "-d", "b=x.y-z_0", "{http}echo"],
            "'{http}echo' -Method Post -Body ([ordered]@{ a = 1; b = 'x.y-z_0' })"),
        new(
            "Fields of a form are encoded",
            ["--data-urlencode", "a=b&c=d+é日#%/?\\\"", "{http}echo"],
            "'{http}echo' -Method Post -Body @{ a = 'b&c=d+é日#%/?\\\"' }"),
        new("Spaces and marks of a form", ["--data-urlencode", "a=b c~!*()'", "{http}echo"], "'{http}echo' -Method Post -Body @{ a = \"b c~!*()'\" }")
        {
            Differences =
            [
                "curl 1 content-length: 21",
                "curl 1 body: a=b+c~%21%2A%28%29%27",
                "ours 1 content-length: 15",
                "ours 1 body: a=b+c%7E!*()%27",
            ],
            Because = "Marks that need no encoding are told apart differently; decoded, it is the same.",
        },
        new("An empty value of a form", ["-d", "a=", "{http}echo"], "'{http}echo' -Method Post -Body @{ a = $null }"),
        new("An empty text", ["-d", "", "{http}echo"], "'{http}echo' -Method Post -Body ''")
        {
            Differences = ["curl 1 content-type: application/x-www-form-urlencoded"],
            Because = "An empty text is no body.",
        },
        new("An empty form", ["-d", "", "{http}echo"], "'{http}echo' -Method Post -Body @{}"),
        new(
            "Bytes are posted as they are",
            ["-H", "Content-Type: application/octet-stream", "--data-binary", "@{files}data.bin", "{http}echo"],
            "'{http}echo' -Method Post -Body ([byte[]](0, 1, 2, 13, 10, 26, 127, 128, 254, 255, 10))"),
        new(
            "A file is posted",
            ["-H", "Content-Type: application/octet-stream", "--data-binary", "@{files}data.bin", "{http}echo"],
            "'{http}echo' -Method Post -InFile '{files}data.bin'"),
        new(
            "A file is posted with its type",
            ["-H", "Content-Type: image/x-odd", "--data-binary", "@{files}data.bin", "{http}echo"],
            "'{http}echo' -Method Post -InFile '{files}data.bin' -ContentType 'image/x-odd'"),
        new("A file is put", ["-T", "{files}data.bin", "{http}echo"], "'{http}echo' -Method Put -InFile '{files}data.bin'"),
        new("An empty file is put", ["-T", "{files}empty.bin", "{http}echo"], "'{http}echo' -Method Put -InFile '{files}empty.bin'"),
        new(
            "A file with a name in Unicode is put",
            ["-T", "{files}Żółć 日本.bin", "{http}echo"],
            "'{http}echo' -Method Put -InFile '{files}Żółć 日本.bin'"),
        new("A file of megabytes is put", ["-T", "{files}large.bin", "{http}echo"], "'{http}echo' -Method Put -InFile '{files}large.bin'"),
        new(
            "A file of megabytes is put over HTTP/2",
            ["-k", "-T", "{files}large.bin", "{https}echo"],
            "'{https}echo' -SkipCertificateCheck -Method Put -InFile '{files}large.bin'"),
        new(
            "A file is put to a url that ends with a slash",
            ["-T", "{files}data.bin", "{http}echo/"],
            "'{http}echo/' -Method Put -InFile '{files}data.bin'")
        {
            Differences = ["curl 1 PUT /echo/data.bin HTTP/1.1", "ours 1 PUT /echo/ HTTP/1.1"],
            Because = "The URL is used as it is; curl -T adds the name of the file.",
        },
        new(
            "A file is sent in chunks",
            ["-T", "{files}data.bin", "-H", "Transfer-Encoding: chunked", "{http}echo"],
            "'{http}echo' -Method Put -InFile '{files}data.bin' -TransferEncoding chunked"),
        new(
            "Text is sent in chunks",
            ["-d", "a=b", "-H", "Transfer-Encoding: chunked", "{http}echo"],
            "'{http}echo' -Method Post -Body 'a=b' -TransferEncoding chunked"),
        new(
            "Chunks have no meaning in HTTP/2",
            ["-k", "--http1.1", "-d", "a=b", "-H", "Transfer-Encoding: chunked", "{https}echo"],
            "'{https}echo' -SkipCertificateCheck -Method Post -Body 'a=b' -TransferEncoding chunked"),
        new(
            "Json text",
            ["--json", "{\"a\":[1,\"ü\"]}", "{http}echo"],
            "'{http}echo' -Method Post -ContentType 'application/json' -Body '{\"a\":[1,\"ü\"]}' -Headers @{ Accept = 'application/json' }")
        {
            Compare = ["accept"],
        },
        new(
            "A dictionary as json",
            ["--json", "{\"a\":[1,\"ü\"],\"b\":null,\"c\":{\"d\":true}}", "{http}echo"],
            "'{http}echo' -Method Post -ContentType 'application/json' -Body ([ordered]@{ a = 1, 'ü'; b = $null; c = @{ d = $true } })"),
        new(
            "An object as json of a type of its own",
            ["-H", "Content-Type: application/problem+json", "-d", "{\"title\":\"x\"}", "{http}echo"],
            "'{http}echo' -Method Post -ContentType 'application/problem+json' -Body ([pscustomobject]@{ title = 'x' })"),
        new(
            "Xml",
            ["-H", "Content-Type: application/xml; charset=utf-8", "-d", "<a b=\"c\">ü</a>", "{http}echo"],
            "'{http}echo' -Method Post -Body ([xml]'<a b=\"c\">ü</a>')"),
    ];
}
