namespace ParallelFetch.Tests.Differential.Cases;

/// <summary>Multipart forms.</summary>
internal static class FormCases
{
    internal static IReadOnlyList<DifferentialCase> All { get; } =
    [
        new("A field of a multipart form", ["-F", "a=b", "{http}echo"], "'{http}echo' -Method Post -Form @{ a = 'b' }"),
        new(
            "Several fields of a multipart form",
            ["-F", "a=b", "-F", "c=", "--form-string", "d=x;y", "{http}echo"],
            "'{http}echo' -Method Post -Form ([ordered]@{ a = 'b'; c = ''; d = 'x;y' })"),
        new("A list in a multipart form", ["-F", "a=1", "-F", "a=2", "{http}echo"], "'{http}echo' -Method Post -Form @{ a = 1, 2 }"),
        new("Unicode in a multipart form", ["-F", "größe=日本 €", "{http}echo"], "'{http}echo' -Method Post -Form @{ 'größe' = '日本 €' }"),
        new(
            "Lines in a multipart form",
            ["--form-string", "a=b\r\n--c\r\n", "{http}echo"],
            "'{http}echo' -Method Post -Form @{ a = \"b`r`n--c`r`n\" }"),
        new("Marks in the name of a field", ["-F", "a\"b%;c=d", "{http}echo"], "'{http}echo' -Method Post -Form @{ 'a\"b%;c' = 'd' }"),
        new(
            "A file in a multipart form",
            ["-F", "f=@{files}data.bin", "{http}echo"],
            "'{http}echo' -Method Post -Form @{ f = [IO.FileInfo]'{files}data.bin' }"),
        new(
            "A field and a file",
            ["-F", "a=b", "-F", "f=@{files}data.bin", "{http}echo"],
            "'{http}echo' -Method Post -Form ([ordered]@{ a = 'b'; f = [IO.FileInfo]'{files}data.bin' })"),
        new(
            "Files under one name",
            ["-F", "f=@{files}data.bin", "-F", "f=@{files}more.bin", "{http}echo"],
            "'{http}echo' -Method Post -Form @{ f = [IO.FileInfo]'{files}data.bin', [IO.FileInfo]'{files}more.bin' }"),
        new(
            "An empty file in a multipart form",
            ["-F", "f=@{files}empty.bin", "{http}echo"],
            "'{http}echo' -Method Post -Form @{ f = [IO.FileInfo]'{files}empty.bin' }"),
        new(
            "A file with a name in Unicode",
            ["-F", "f=@{files}Żółć 日本.bin", "{http}echo"],
            "'{http}echo' -Method Post -Form @{ f = [IO.FileInfo]'{files}Żółć 日本.bin' }"),
        new(
            "A file with marks in its name",
            ["-F", "f=@\"{files}semi;colon, comma.bin\"", "{http}echo"],
            "'{http}echo' -Method Post -Form @{ f = [IO.FileInfo]'{files}semi;colon, comma.bin' }"),
        new(
            "A file of megabytes in a multipart form",
            ["-F", "f=@{files}large.bin", "{http}echo"],
            "'{http}echo' -Method Post -Form @{ f = [IO.FileInfo]'{files}large.bin' }"),
        new(
            "A file whose type its name tells",
            ["-F", "f=@{files}text.txt", "{http}echo"],
            "'{http}echo' -Method Post -Form @{ f = [IO.FileInfo]'{files}text.txt' }")
        {
            Differences =
            [
                "curl 1 body: --boundary\\r\\nContent-Disposition: form-data; name=\"f\"; filename=\"text.txt\"\\r\\nContent-Type: text/plain\\r\\n*",
                "ours 1 body: --boundary\\r\\nContent-Disposition: form-data; name=\"f\"; filename=\"text.txt\"\\r\\nContent-Type: application/octet-stream\\r\\n*",
            ],
            Because = "All files are application/octet-stream, as with Invoke-WebRequest; curl guesses by the extension.",
        },
        new(
            "A multipart form over HTTP/2",
            ["-k", "-F", "a=b", "-F", "f=@{files}data.bin", "{https}echo"],
            "'{https}echo' -SkipCertificateCheck -Method Post -Form ([ordered]@{ a = 'b'; f = [IO.FileInfo]'{files}data.bin' })"),
        new("A multipart form is put", ["-X", "PUT", "-F", "a=b", "{http}echo"], "'{http}echo' -Method Put -Form @{ a = 'b' }"),
        new(
            "A multipart form in chunks",
            ["-H", "Transfer-Encoding: chunked", "-F", "a=b", "{http}echo"],
            "'{http}echo' -Method Post -Form @{ a = 'b' } -TransferEncoding chunked"),
    ];
}
