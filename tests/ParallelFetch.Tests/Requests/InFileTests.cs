using System.Management.Automation;
using System.Security.Cryptography;
using System.Text.Json;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

public sealed class InFileTests : RequestTest, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public InFileTests(ServerFixture fixture)
        : base(fixture)
    {
        _folder.Write("note.txt", "from a file"u8.ToArray());
        Session.With("folder", _folder.FullName);
    }

    void IDisposable.Dispose()
    {
        Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("-Method Post -InFile \"$folder/note.txt\"", "application/octet-stream")]
    [InlineData("-Method Put -InFile \"$folder/note.txt\"", null)]
    [InlineData("-Method Post -InFile \"$folder/note.txt\" -ContentType text/plain", "text/plain")]
    [InlineData("-Method Post -Body ($ExecutionContext.InvokeProvider.Item.Get(\"$folder/note.txt\")[0])", "application/octet-stream")]
    public async Task A_file_is_sent_with_its_length(string body, string? type)
    {
        RecordedRequest sent = await OneSentByAsync($"Start-ParallelFetch \"${{http}}echo\" {body}");

        Assert.Equal("from a file", sent.Text);
        Assert.Equal("11", sent.Headers.Text("Content-Length"));
        Assert.Equal(type, sent.Headers.Text("Content-Type"));
    }

    [Theory]
    [InlineData("note.txt")]
    [InlineData("./note.txt")]
    [InlineData("../*/note.txt")]
    [InlineData("no*.txt")]
    [InlineData("[n]ote.txt")]
    public async Task A_path_is_relative_to_the_location_of_powershell(string path)
    {
        // Two levels, so that a wildcard in front finds this folder only.
        string inner = Directory.CreateDirectory(Path.Combine(_folder.FullName, "inner")).FullName;
        File.WriteAllText(Path.Combine(inner, "note.txt"), "inner file");
        Session.With("inner", inner);

        Assert.Equal("inner file", (await OneSentByAsync($"$null = $ExecutionContext.SessionState.Path.SetLocation($inner); Start-ParallelFetch \"${{http}}echo\" -Method Post -InFile '{path}'")).Text);
    }

    [Fact]
    public async Task A_path_on_a_drive_of_powershell_is_found() =>
        Assert.Equal("from a file", (await OneSentByAsync("$files = $ExecutionContext.SessionState.Provider.GetOne('FileSystem'); $null = $ExecutionContext.SessionState.Drive.New([System.Management.Automation.PSDriveInfo]::new('Jobs', $files, $folder, '', $null), 'Local'); Start-ParallelFetch \"${http}echo\" -Method Post -InFile Jobs:/note.txt")).Text);

    [Fact]
    public async Task A_name_with_brackets_is_taken_literally_when_it_exists()
    {
        _folder.Write("a[1].txt", "brackets"u8.ToArray());

        Assert.Equal("brackets", (await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -Method Post -InFile \"$folder/a[1].txt\"")).Text);
    }

    [Theory]
    [InlineData("\"$folder/missing.txt\"", "missing.txt")]
    [InlineData("\"$folder/missing*.txt\"", "missing*.txt")]
    [InlineData("$folder", "directory")]
    [InlineData("\"$folder/*.both\"", "2 files")]
    [InlineData("Env:PATH", "Environment")]
    [InlineData("function:prompt", "Function")]
    [InlineData("NoSuchDrive:/x", "NoSuchDrive")]
    public async Task What_is_no_file_is_one_error_that_names_it(string path, string named)
    {
        _folder.Write("1.both", []);
        _folder.Write("2.both", []);

        ErrorRecord error = await RefusedAsync($"\"${{http}}echo\" | Start-ParallelFetch -Method Post -InFile {path}", "InFileFailed");

        Assert.Contains(named, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_missing_for_one_url_spoils_no_other()
    {
        await RecordAsync();

        RunResult run = Run("""
            $null = $ExecutionContext.SessionState.Path.SetLocation($folder)
            'note.txt', 'missing.txt', 'note.txt' | ForEach-Object { [pscustomobject]@{ Url = "${http}echo"; Method = 'Post'; InFile = $_ } } | Start-ParallelFetch -InOrder
            """);

        Assert.Equal([200, 0, 200], run.All<int>("StatusCode"));
        Assert.Equal(["InFileFailed"], run.ErrorIds);
        Assert.Equal(ErrorCategory.ReadError, run.Errors[0].CategoryInfo.Category);
        Assert.Contains("missing.txt", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(["from a file", "from a file"], (await RecordedAsync()).Select(request => request.Text));
    }

    [Fact]
    public async Task An_empty_file_is_an_empty_body()
    {
        _folder.Write("empty.txt", []);

        RecordedRequest sent = await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -Method Post -InFile \"$folder/empty.txt\"");

        Assert.Equal("0", sent.Headers.Text("Content-Length"));
        Assert.Empty(sent.Body);
    }

    [Fact]
    public void A_large_file_is_sent_without_being_read_into_memory()
    {
        const long Length = 64 << 20;
        string path = _folder.Write("large.bin", []);
        using (var large = new FileStream(path, FileMode.Open))
        {
            // Sparse; its last bytes tell whether all of it was sent.
            large.SetLength(Length);
            large.Position = Length - 3;
            large.Write("end"u8);
        }

        using FileStream again = File.OpenRead(path);
        string hash = Convert.ToHexStringLower(SHA256.HashData(again));
        long before = GC.GetTotalAllocatedBytes();

        RunResult run = RunWell("Start-ParallelFetch \"${http}echo\" -Method Post -InFile \"$folder/large.bin\"");

        long allocated = GC.GetTotalAllocatedBytes() - before;
        JsonElement echo = Echo(run.Output[0]);
        Assert.Equal((Length, hash), (echo.GetProperty("bodyLength").GetInt64(), echo.GetProperty("bodySha256").GetString()));
        Assert.Equal(Length, echo.GetProperty("contentLength").GetInt64());

        // The answer holds the first mebibyte of it twice, and other tests run meanwhile.
        Assert.True(allocated < 4 * Length, $"{allocated:N0} bytes were allocated.");
    }

    [Fact]
    public async Task One_file_goes_to_many_urls_at_once()
    {
        byte[] content = new byte[300_000];
        new Random(2).NextBytes(content);
        _folder.Write("shared.bin", content);

        IReadOnlyList<RecordedRequest> sent = await SentByAsync("1..20 | ForEach-Object { \"${http}echo?$_\" } | Start-ParallelFetch -Throttle 20 -Method Post -InFile \"$folder/shared.bin\"");

        Assert.Equal(20, sent.Count);
        Assert.All(sent, request => Assert.Equal(content, request.Body));
    }

    [Fact]
    public async Task A_file_is_sent_again_where_a_redirect_asks_for_it()
    {
        IReadOnlyList<RecordedRequest> sent = await SentByAsync("Start-ParallelFetch \"${http}redirect/2?code=307\" -Method Post -InFile \"$folder/note.txt\"");

        Assert.Equal(["from a file", "from a file", "from a file"], sent.Select(request => request.Text));
    }
}
