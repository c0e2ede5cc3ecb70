using System.Management.Automation;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Files;

public sealed class IfChangedTests(ServerFixture fixture) : FileTest(fixture)
{
    private const string ToFile = "-IfChanged -OutFile \"$folder/a.bin\"";

    [Fact]
    public async Task A_file_that_is_up_to_date_is_left_alone()
    {
        FetchWell(FileUrl("a.bin"), ToFile);
        DateTime time = File.GetLastWriteTimeUtc(PathOf("a.bin"));
        await RecordAsync();

        PSObject result = FetchWell(FileUrl("a.bin"), ToFile);

        RecordedRequest request = Assert.Single(await RecordedAsync());
        Assert.Equal("\"v0\"", request.Headers.Text("If-None-Match"));
        Assert.Equal((304, true, true), (result.Get<int>("StatusCode"), result.Get<bool>("IsSuccess"), result.Get<bool>("IsSkipped")));
        Assert.Equal(PathOf("a.bin"), result.Get<string>("OutFile"));
        Assert.Null(result.Get<ErrorRecord>("Error"));
        Assert.Equal(Content(100_000), Read("a.bin"));
        Assert.Equal(time, File.GetLastWriteTimeUtc(PathOf("a.bin")));
        Assert.Equal(["a.bin"], Names);
    }

    [Theory]
    [InlineData("changeAfter=1")]
    [InlineData("changeAfter=1&etag=")]
    [InlineData("changeAfter=1&etag=W/\"{0}\"")]
    [InlineData("changeAfter=1&growth=-5")]
    public void A_file_that_has_changed_on_the_server_is_replaced(string options)
    {
        FetchWell(FileUrl("a.bin", options), ToFile);

        PSObject result = FetchWell(FileUrl("a.bin", options), ToFile);
        PSObject third = FetchWell(FileUrl("a.bin", options), ToFile);

        Assert.Equal((200, false), (result.Get<int>("StatusCode"), result.Get<bool>("IsSkipped")));
        Assert.Equal((304, true), (third.Get<int>("StatusCode"), third.Get<bool>("IsSkipped")));
        Assert.Equal(NextContent(options.Contains("growth", StringComparison.Ordinal) ? 99_995 : 100_000), Read("a.bin"));
    }

    [Fact]
    public async Task Without_an_ETag_the_time_is_asked_about()
    {
        FetchWell(FileUrl("a.bin", "etag="), ToFile);
        await RecordAsync();

        PSObject result = FetchWell(FileUrl("a.bin", "etag="), ToFile);

        Assert.Equal("Mon, 01 Jan 2024 00:00:00 GMT", Assert.Single(await RecordedAsync()).Headers.Text("If-Modified-Since"));
        Assert.True(result.Get<bool>("IsSkipped"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("etag=")]
    public void A_file_of_an_earlier_fetch_without_IfChanged_is_known_by_its_time(string options)
    {
        FetchWell(FileUrl("a.bin", options), "-OutFile \"$folder/a.bin\"");

        Assert.True(FetchWell(FileUrl("a.bin", options), ToFile).Get<bool>("IsSkipped"));
    }

    [Theory]
    [InlineData("", 100_000)]
    [InlineData("", 5)]
    [InlineData("etag=", 100_000)]
    [InlineData("lastModified=", 100_000)]
    public void A_file_that_was_edited_here_is_fetched_again(string options, int length)
    {
        FetchWell(FileUrl("a.bin", options), ToFile);
        File.WriteAllBytes(PathOf("a.bin"), new byte[length]);

        PSObject result = FetchWell(FileUrl("a.bin", options), ToFile);

        Assert.Equal(200, result.Get<int>("StatusCode"));
        Assert.Equal(Content(100_000), Read("a.bin"));
    }

    [Fact]
    public void A_file_that_was_removed_is_fetched_again()
    {
        FetchWell(FileUrl("a.bin"), ToFile);
        File.Delete(PathOf("a.bin"));

        Assert.Equal(200, FetchWell(FileUrl("a.bin"), ToFile).Get<int>("StatusCode"));

        Assert.Equal(Content(100_000), Read("a.bin"));
    }

    [Theory]
    [InlineData("seed=2")]
    [InlineData("seed=2&etag=")]
    [InlineData("seed=2&lastModified=Sun, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("seed=2&etag=&lastModified=Sun, 06 Nov 1994 08:49:37 GMT")]
    public void The_file_of_another_url_is_not_taken_for_this_ones(string options)
    {
        FetchWell(FileUrl("a.bin", "etag=\"same\""), ToFile);

        PSObject result = FetchWell(FileUrl("b.bin", options), ToFile);

        Assert.False(result.Get<bool>("IsSkipped"));
        Assert.Equal(Content(100_000, 2), Read("a.bin"));
    }

    [Fact]
    public void A_note_of_what_was_there_before_another_fetch_does_not_count()
    {
        FetchWell(FileUrl("a.bin"), ToFile);
        FetchWell(FileUrl("b.bin", "seed=2"), "-OutFile \"$folder/a.bin\"");

        FetchWell(FileUrl("a.bin"), ToFile);

        Assert.Equal(Content(100_000), Read("a.bin"));
    }

    [Fact]
    public async Task A_server_without_validators_sends_the_file_each_time()
    {
        FetchWell(FileUrl("a.bin", "etag=&lastModified="), ToFile);
        await RecordAsync();

        FetchWell(FileUrl("a.bin", "etag=&lastModified="), ToFile);

        RecordedRequest request = Assert.Single(await RecordedAsync());
        Assert.Null(request.Headers.Text("If-None-Match"));
        Assert.Null(request.Headers.Text("If-Modified-Since"));
    }

    [Fact]
    public void In_a_directory_the_name_of_the_server_is_remembered()
    {
        const string Batch = "1..3 | ForEach-Object { \"${files}$_/get?seed=$_&disposition=attachment; filename=data.csv\" } | Start-ParallelFetch -IfChanged -Throttle 1 -OutDirectory $folder";
        RunWell(Batch);

        RunResult run = RunWell(Batch);

        Assert.All(run.All<bool>("IsSkipped"), Assert.True);
        Assert.Equal(["data (1).csv", "data (2).csv", "data.csv"], run.All<string>("OutFile").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(Content(100_000, 2), Read("data (1).csv"));
    }

    [Fact]
    public void A_note_cannot_lead_out_of_the_directory()
    {
        string inner = Directory.CreateDirectory(PathOf("inner")).FullName;
        Session.With("inner", inner);
        Write("outside.bin", "mine");
        FetchWell(FileUrl("a.bin"), "-IfChanged -OutDirectory $inner");
        string index = File.ReadAllText(Path.Combine(inner, IndexName));
        foreach (string name in (string[])["../outside.bin", "..", PathOf("outside.bin").Replace("\\", "\\\\", StringComparison.Ordinal), "a/b", ".a.bin.partial", IndexName])
        {
            File.WriteAllText(Path.Combine(inner, IndexName), index.Replace("\"Name\":\"a.bin\"", $"\"Name\":\"{name}\"", StringComparison.Ordinal));
            File.Delete(Path.Combine(inner, "a.bin"));

            PSObject result = FetchWell(FileUrl("a.bin"), "-IfChanged -OutDirectory $inner");

            Assert.Equal(Path.Combine(inner, "a.bin"), result.Get<string>("OutFile"));
        }

        Assert.Equal("mine"u8.ToArray(), Read("outside.bin"));
        Assert.Equal(["inner/a.bin", "outside.bin"], Names);
    }

    [Fact]
    public void A_note_that_cannot_be_written_does_not_make_the_file_fail()
    {
        Directory.CreateDirectory(PathOf(IndexName));

        FetchWell(FileUrl("a.bin"), ToFile);

        Assert.Equal(Content(100_000), Read("a.bin"));
    }

    [Fact]
    public void A_range_of_the_users_own_is_not_taken_for_the_file_later()
    {
        FetchWell(FileUrl("a.bin"), ToFile + " -Headers @{ Range = 'bytes=50000-' }");

        PSObject result = FetchWell(FileUrl("a.bin"), ToFile);

        Assert.Equal(200, result.Get<int>("StatusCode"));
        Assert.Equal(Content(100_000), Read("a.bin"));
    }

    [Fact]
    public void An_answer_to_another_method_is_fetched_each_time()
    {
        string url = Scope.Url("echo").AbsoluteUri;
        FetchWell(url, ToFile + " -Method Post -Body one");

        FetchWell(url, ToFile + " -Method Post -Body two");

        Assert.Contains("two", File.ReadAllText(PathOf("a.bin")), StringComparison.Ordinal);
        Assert.Equal(["a.bin"], Names);
    }
}
