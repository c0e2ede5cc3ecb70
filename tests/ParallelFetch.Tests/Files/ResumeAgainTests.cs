using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Files;

/// <summary>-Resume a second time: a file that is complete does not come again, whatever its server knows of versions.</summary>
public sealed class ResumeAgainTests(ServerFixture fixture) : FileTest(fixture)
{
    [Theory]
    [InlineData("", 1)]
    [InlineData("range=ignore", 1)]
    [InlineData("lastModified=", 1)]
    [InlineData("lastModified=&range=ignore", 1)]
    [InlineData("etag=&range=ignore", 1)]
    [InlineData("etag=W/\"weak\"&lastModified=", 1)]
    [InlineData("disposition=attachment; filename=named.bin", 1)]
    [InlineData("lastModified=&disposition=attachment; filename=named.bin", 1)]
    [InlineData("gzip=1", 1)]
    [InlineData("gzip=1&lastModified=", 1)]
    [InlineData("etag=&lastModified=", 0)]
    [InlineData("etag=&lastModified=&gzip=1", 0)]
    [InlineData("etag=&lastModified=&chunked=1&disposition=attachment; filename=named.bin", 0)]
    public async Task A_complete_file_does_not_come_again(string options, int requests)
    {
        foreach (string place in (string[])["-OutDirectory \"$folder/out\"", "-OutFile \"$folder/file/a.bin\""])
        {
            string url = FileUrl("a.bin", options + "&for=" + Uri.EscapeDataString(place[..8]));
            PSObject first = FetchWell(url, $"-Resume {place}");
            long before = await RequestsForAsync("a.bin");

            PSObject second = FetchWell(url, $"-Resume {place}");

            Assert.Equal((true, true, first.Get<string>("OutFile")), (second.Get<bool>("IsSkipped"), second.Get<bool>("IsSuccess"), second.Get<string>("OutFile")));
            Assert.Equal(before + requests, await RequestsForAsync("a.bin"));
            Assert.Equal(Content(100_000), File.ReadAllBytes(second.Get<string>("OutFile")!));
        }
    }

    [Fact]
    public void Behind_a_redirect_a_complete_file_does_not_come_again()
    {
        string url = Scope.Url($"redirect-to?url={Uri.EscapeDataString(FileUrl("final.bin"))}").AbsoluteUri;
        FetchWell(url, "-Resume -OutDirectory $folder");

        PSObject second = FetchWell(url, "-Resume -OutDirectory $folder");

        Assert.True(second.Get<bool>("IsSkipped"));
        Assert.Equal(["final.bin"], Names);
    }

    [Theory]
    [InlineData("")]
    [InlineData("range=ignore")]
    [InlineData("lastModified=")]
    [InlineData("etag=")]
    [InlineData("gzip=1")]
    [InlineData("etag=W/\"{0}\"&lastModified=")]
    [InlineData("disposition=attachment; filename=named.bin")]
    public void A_version_that_is_new_comes(string options)
    {
        string url = FileUrl("a.bin", options + "&changeAfter=1");
        string path = FetchWell(url, "-Resume -OutDirectory $folder").Get<string>("OutFile")!;

        PSObject second = FetchWell(url, "-Resume -OutDirectory $folder");

        Assert.Equal((false, path), (second.Get<bool>("IsSkipped"), second.Get<string>("OutFile")));
        Assert.Equal(NextContent(100_000), File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData("-Resume")]
    [InlineData("-IfChanged")]
    public void An_empty_file_that_is_newer_than_the_servers_is_not_up_to_date(string parameter)
    {
        Write("a.bin", "");
        File.SetLastWriteTimeUtc(PathOf("a.bin"), new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        FetchWell(FileUrl("a.bin", "etag="), $"{parameter} -OutFile \"$folder/a.bin\"");

        Assert.Equal(Content(100_000), Read("a.bin"));
    }

    [Theory]
    [InlineData("-OutFile \"$folder/a.bin\"")]
    [InlineData("-OutDirectory $folder")]
    public void A_complete_file_that_was_cut_since_comes_again(string place)
    {
        string url = FileUrl("a.bin", "etag=&lastModified=");
        FetchWell(url, $"-Resume {place}");
        File.WriteAllBytes(PathOf("a.bin"), Content(10));

        FetchWell(url, $"-Resume {place}");

        Assert.Equal(["a.bin"], Names);
        Assert.Equal(Content(100_000), Read("a.bin"));
    }

    [Fact]
    public async Task A_damaged_part_is_found_out_by_the_hash_and_the_file_comes_from_its_start()
    {
        string url = CutUrl("a.bin", 100_000, 70_000);
        string hash = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Content(100_000)));
        Fetch(url, "-Resume -OutFile \"$folder/a.bin\"");
        byte[] part = Read(".a.bin.partial");
        part[100] ^= 1;
        Write(".a.bin.partial", part);
        await RecordAsync();

        PSObject result = FetchWell(url, $"-Resume -OutFile \"$folder/a.bin\" -FileHash {hash}");

        Assert.Equal(["bytes=69999-", "whole"], await RangesAsync());
        Assert.Equal(2, result.Get<int>("Attempts"));
        Assert.Equal(Content(100_000), Read("a.bin"));
        Assert.Equal(["a.bin"], Names);
    }
}
