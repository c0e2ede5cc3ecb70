using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Files;

public sealed class SymbolicLinkTests(ServerFixture fixture) : FileTest(fixture)
{
    [Theory]
    [InlineData("outside.bin")]
    [InlineData("missing.bin")]
    [InlineData("/etc/passwd")]
    public async Task A_link_in_the_directory_at_the_place_of_a_file_is_refused(string target)
    {
        string inner = Directory.CreateDirectory(PathOf("inner")).FullName;
        Write("outside.bin", "mine");
        Link("inner/a.bin", Path.IsPathRooted(target) ? target : PathOf(target));

        ErrorRecord error = FetchBadly(FileUrl("a.bin"), "-OutDirectory \"$folder/inner\"", "OutFileFailed");
        FetchBadly(FileUrl("b.bin", "disposition=attachment; filename=a.bin"), "-OutDirectory \"$folder/inner\"", "OutFileFailed");

        Assert.Contains("symbolic link", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(Path.Combine(inner, "a.bin"), error.ToString(), StringComparison.Ordinal);
        Assert.Equal("mine"u8.ToArray(), Read("outside.bin"));
        Assert.Equal(["inner/a.bin", "outside.bin"], Names);
        Assert.False(File.Exists(PathOf("missing.bin")));
        await WaitUntilQuietAsync();
    }

    [Theory]
    [InlineData(".a.bin.partial", "-Resume")]
    [InlineData(".a.bin.partial.info", "-Resume")]
    [InlineData(IndexName, "-IfChanged")]
    public void What_a_link_at_the_place_of_a_side_file_points_to_is_not_written(string name, string parameter)
    {
        Directory.CreateDirectory(PathOf("inner"));
        Write("outside.bin", "mine");
        Link("inner/" + name, PathOf("outside.bin"));

        Fetch(CutUrl("a.bin", 100_000, 70_000), $"-OutDirectory \"$folder/inner\" {parameter}");
        FetchWell(CutUrl("a.bin", 100_000, 70_000), $"-OutDirectory \"$folder/inner\" {parameter}");

        Assert.Equal("mine"u8.ToArray(), Read("outside.bin"));
        Assert.Equal(Content(100_000), Read("inner/a.bin"));
    }

    [Fact]
    public void The_directory_itself_may_be_a_link()
    {
        Directory.CreateDirectory(PathOf("real"));
        Directory.CreateSymbolicLink(PathOf("link"), PathOf("real"));

        PSObject result = FetchWell(FileUrl("a.bin"), "-OutDirectory \"$folder/link\"");

        Assert.Equal(PathOf("link/a.bin"), result.Get<string>("OutFile"));
        Assert.Equal(Content(100_000), Read("real/a.bin"));
    }

    [Fact]
    public void A_link_that_the_user_names_is_followed_and_stays_a_link()
    {
        Directory.CreateDirectory(PathOf("there"));
        Write("there/real.bin", "old");
        Link("link.bin", "there/real.bin");

        PSObject result = FetchWell(FileUrl("a.bin"), "-OutFile \"$folder/link.bin\"");

        Assert.Equal(PathOf("link.bin"), result.Get<string>("OutFile"));
        Assert.Equal("there/real.bin", new FileInfo(PathOf("link.bin")).LinkTarget);
        Assert.Equal(Content(100_000), Read("there/real.bin"));
    }

    [Fact]
    public void A_link_to_what_does_not_exist_yet_makes_it()
    {
        Link("link.bin", PathOf("real.bin"));

        FetchWell(FileUrl("a.bin"), "-OutFile \"$folder/link.bin\"");

        Assert.Equal(PathOf("real.bin"), new FileInfo(PathOf("link.bin")).LinkTarget);
        Assert.Equal(Content(100_000), Read("real.bin"));
    }

    [Fact]
    public void Links_in_a_circle_are_an_error_of_that_url()
    {
        Link("one.bin", PathOf("two.bin"));
        Link("two.bin", PathOf("one.bin"));

        FetchBadly(FileUrl("a.bin"), "-OutFile \"$folder/one.bin\"", "OutFileFailed");
    }

    [Fact]
    public void A_link_that_the_user_names_to_a_device_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "This device is Linux's.");
        Link("link.bin", "/dev/null");

        FetchBadly(FileUrl("a.bin"), "-OutFile \"$folder/link.bin\"", "OutFileFailed");
    }

    private void Link(string name, string target)
    {
        try
        {
            File.CreateSymbolicLink(PathOf(name), target);
        }
        catch (Exception exception) when (OperatingSystem.IsWindows() && exception is IOException or UnauthorizedAccessException)
        {
            Assert.Skip("SKIPPED: this account may not make symbolic links.");
        }
    }
}
