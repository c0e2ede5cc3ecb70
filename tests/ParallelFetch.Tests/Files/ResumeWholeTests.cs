using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Files;

/// <summary>-Resume where the file is there already.</summary>
public sealed class ResumeWholeTests(ServerFixture fixture) : FileTest(fixture)
{
    private const string ToFile = "-Resume -OutFile \"$folder/a.bin\"";

    [Theory]
    [InlineData("")]
    [InlineData("etag=")]
    [InlineData("etag=W/\"weak\"")]
    public async Task Of_a_file_that_is_whole_only_the_last_byte_is_asked_for(string options)
    {
        string url = FileUrl("a.bin", options);
        FetchWell(url, ToFile);
        await RecordAsync();

        PSObject result = FetchWell(url, ToFile);

        Assert.Equal(["bytes=99999-"], await RangesAsync());
        Assert.Equal((true, true, PathOf("a.bin")), (result.Get<bool>("IsSuccess"), result.Get<bool>("IsSkipped"), result.Get<string>("OutFile")));
        Assert.Equal(Content(100_000), Read("a.bin"));
        Assert.Equal(["a.bin"], Names);
    }

    [Theory]
    [InlineData("changeAfter=1", 100_000)]
    [InlineData("changeAfter=1&ifRange=ignore", 100_000)]
    [InlineData("changeAfter=1&growth=5000", 105_000)]
    [InlineData("changeAfter=1&growth=-5000&ifRange=ignore", 95_000)]
    [InlineData("changeAfter=1&growth=5000&sameValidators=1", 105_000)]
    [InlineData("changeAfter=1&growth=5000&sameValidators=1&etag=", 105_000)]
    public void Another_version_takes_the_place_of_a_file_that_is_whole(string options, int size)
    {
        string url = FileUrl("a.bin", options);
        FetchWell(url, ToFile);

        PSObject result = FetchWell(url, ToFile);

        Assert.False(result.Get<bool>("IsSkipped"));
        Assert.Equal(NextContent(size), Read("a.bin"));
        Assert.Equal(["a.bin"], Names);
    }

    [Fact]
    public async Task A_file_without_the_time_of_the_server_is_fetched_whole()
    {
        Write("a.bin", Content(70_000));
        await RecordAsync();

        FetchWell(FileUrl("a.bin"), ToFile);

        Assert.Equal(["whole"], await RangesAsync());
        Assert.Equal(Content(100_000), Read("a.bin"));
    }

    [Fact]
    public async Task An_empty_file_is_left_alone_while_it_is_the_servers()
    {
        string url = FileUrl("a.bin", "size=0&changeAfter=2&growth=10");
        FetchWell(url, ToFile);

        Assert.True(FetchWell(url, ToFile).Get<bool>("IsSkipped"));
        FetchWell(url, ToFile);

        Assert.Equal(3, await RequestsForAsync("a.bin"));
        Assert.Equal(NextContent(10), Read("a.bin"));
    }

    [Fact]
    public async Task A_directory_that_is_resumed_has_nothing_fetched_twice()
    {
        const string Batch = "1..20 | ForEach-Object { \"${files}$_.bin?seed=$_&size=50000\" } | Start-ParallelFetch -Resume -OutDirectory $folder";
        RunWell(Batch);
        await RecordAsync();

        RunResult run = RunWell(Batch);

        Assert.All(run.All<bool>("IsSkipped"), Assert.True);
        Assert.All(await RangesAsync(), range => Assert.Equal("bytes=49999-", range));
    }
}
