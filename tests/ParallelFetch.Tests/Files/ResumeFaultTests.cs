using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Files;

/// <summary>Servers that answer a range wrongly: the file is what the server has, or there is an error.</summary>
public sealed class ResumeFaultTests(ServerFixture fixture) : FileTest(fixture)
{
    private const string ToFile = "-Resume -OutFile \"$folder/a.bin\"";

    [Theory]
    [InlineData("range=ignore", "bytes=69999-")]
    [InlineData("range=refuse", "bytes=69999-", "whole")]
    [InlineData("range=refuse-bare", "bytes=69999-", "whole")]
    [InlineData("range=bare", "bytes=69999-", "whole")]
    [InlineData("range=early", "bytes=69999-", "whole")]
    [InlineData("range=late", "bytes=69999-", "whole")]
    [InlineData("range=short", "bytes=69999-", "whole")]
    [InlineData("range=open", "bytes=69999-", "whole")]
    [InlineData("range=total", "bytes=69999-", "whole")]
    [InlineData("ifRange=ignore", "bytes=69999-")]
    public async Task A_wrong_answer_to_a_range_is_not_taken(string options, params string[] asked)
    {
        string url = CutUrl("a.bin", 100_000, 70_000, options);
        Fetch(url, ToFile);
        await RecordAsync();

        FetchWell(url, ToFile);

        Assert.Equal(asked, await RangesAsync());
        Assert.Equal(Content(100_000), Read("a.bin"));
        Assert.Equal(["a.bin"], Names);
    }

    [Theory]
    [InlineData("changeAfter=1")]
    [InlineData("changeAfter=1&etag=")]
    [InlineData("changeAfter=1&ifRange=ignore")]
    [InlineData("changeAfter=1&ifRange=ignore&etag=")]
    [InlineData("changeAfter=1&growth=-50000")]
    [InlineData("changeAfter=1&growth=-50000&ifRange=ignore")]
    [InlineData("changeAfter=1&growth=50000&range=early&ifRange=ignore")]
    public void A_file_that_has_changed_meanwhile_is_fetched_anew(string options)
    {
        string url = CutUrl("a.bin", 100_000, 70_000, options);
        Write("a.bin", "old");
        Fetch(url, ToFile);

        FetchWell(url, ToFile);

        int size = options.Contains("=-50000", StringComparison.Ordinal) ? 50_000 : options.Contains("=50000", StringComparison.Ordinal) ? 150_000 : 100_000;
        Assert.Equal(NextContent(size), Read("a.bin"));
        Assert.Equal(["a.bin"], Names);
    }

    [Theory]
    [InlineData("range=lie")]
    [InlineData("changeAfter=1&sameValidators=1")]
    [InlineData("cutTimes=9&announce=7")]
    public async Task What_cannot_be_the_rest_of_the_file_is_an_error_and_the_next_run_begins_anew(string options)
    {
        string url = FileUrl("a.bin", "cut=70000&" + (options.Contains("cutTimes", StringComparison.Ordinal) ? "" : "cutTimes=1&") + options);
        Write("a.bin", "old");
        Fetch(url, ToFile);

        RunResult run = Fetch(url, ToFile);

        Assert.Equal(["ProtocolError"], run.ErrorIds);
        Assert.Equal("old"u8.ToArray(), Read("a.bin"));
        if (options.Contains("cutTimes", StringComparison.Ordinal))
        {
            return;
        }

        Assert.Equal(["a.bin"], Names);
        await RecordAsync();
        FetchWell(url, ToFile);
        Assert.Equal("whole", (await RangesAsync())[^1]);
        Assert.Equal(options.StartsWith("change", StringComparison.Ordinal) ? NextContent(100_000) : Content(100_000), Read("a.bin"));
    }

    [Theory]
    [InlineData("range=short")]
    [InlineData("range=total")]
    [InlineData("range=lie")]
    [InlineData("range=early")]
    [InlineData("range=late")]
    [InlineData("range=open")]
    [InlineData("announce=-10")]
    [InlineData("range=total&chunked=1")]
    [InlineData("")]
    public void A_part_of_one_byte_is_no_exception(string options)
    {
        string url = CutUrl("a.bin", 100_000, 1, options);
        Fetch(url, ToFile);

        RunResult run = Fetch(url, ToFile);

        Assert.True(run.Errors.Count > 0 ? Names.Length == 0 : Content(100_000).AsSpan().SequenceEqual(Read("a.bin")), "Neither an error nor the file.");
    }

    [Fact]
    public void A_server_that_changes_the_file_with_each_request_gives_one_version_in_the_end()
    {
        string url = FileUrl("a.bin", "cut=70000&cutTimes=3&changeAfter=1&changeOften=1");

        FetchBadly(url, ToFile, "ProtocolError");
        FetchBadly(url, ToFile, "ProtocolError");
        FetchBadly(url, ToFile, "ProtocolError");
        FetchWell(url, ToFile);

        Assert.Equal(Content(100_000, 3001), Read("a.bin"));
        Assert.Equal(["a.bin"], Names);
    }

    [Fact]
    public void A_server_that_refuses_everything_for_ever_leaves_the_old_file()
    {
        string url = CutUrl("a.bin", 100_000, 70_000);
        Write("a.bin", "old");
        Fetch(url, ToFile);

        PSObject result = FetchWell(url + "&fail=416", ToFile);

        Assert.Equal((416, false), (result.Get<int>("StatusCode"), result.Get<bool>("IsSuccess")));
        Assert.Null(result.Get<string>("OutFile"));
        Assert.Equal("old"u8.ToArray(), Read("a.bin"));
    }

    [Fact]
    public void A_server_that_says_304_though_no_version_was_named_is_not_believed()
    {
        PSObject result = FetchWell(FileUrl("a.bin", "notModified=always"), ToFile);

        Assert.False(result.Get<bool>("IsSuccess"));
        Assert.Empty(Names);
    }

    [Fact]
    public void Compressed_ranges_are_not_joined()
    {
        string url = CutUrl("a.bin", 100_000, 70_000, "gzip=1");
        Fetch(url, ToFile);
        Write(".a.bin.partial", Content(70_000));
        Write(".a.bin.partial.info", $$"""{"Owner":"{{OwnerOf(url)}}","ETag":"\"v0\"","LastModified":null,"Flushed":70000}""");

        FetchWell(url, ToFile);

        Assert.Equal(Content(100_000), Read("a.bin"));
    }
}
