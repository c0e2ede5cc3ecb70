using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Files;

public sealed class LayoutTests(ServerFixture fixture) : FileTest(fixture)
{
    private const string Tree = "-Layout Tree -OutDirectory $folder";

    private string Host
    {
        get
        {
            Uri uri = Scope.RawUrl("");
            string path = uri.AbsolutePath.Trim('/');
            return $"{uri.Host}+{uri.Port}/" + (path.Length > 0 ? path + "/file" : "file");
        }
    }

    [Fact]
    public void Each_host_and_each_segment_of_the_path_has_a_folder()
    {
        Session.With("urls", new[] { FileUrl("2023/report.csv", "seed=1"), FileUrl("2024/report.csv", "seed=2"), FileUrl("report.csv", "seed=3") });

        RunResult run = RunWell($"$urls | Start-ParallelFetch -InOrder {Tree}");

        Assert.Equal([$"{Host}/2023/report.csv", $"{Host}/2024/report.csv", $"{Host}/report.csv"], Names);
        Assert.Equal(PathOf($"{Host}/2023/report.csv"), run.Output[0].Get<string>("OutFile"));
        Assert.Equal(Content(100_000, 2), Read($"{Host}/2024/report.csv"));
    }

    [Fact]
    public void The_page_of_a_folder_is_its_index()
    {
        Session.With("urls", new[] { FileUrl("docs/", "seed=1"), FileUrl("docs/intro", "seed=2") });

        RunWell($"$urls | Start-ParallelFetch {Tree}");

        Assert.Equal([$"{Host}/docs/index.html", $"{Host}/docs/intro"], Names);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_path_that_is_a_file_and_a_folder_gets_both(bool isTurned)
    {
        string[] urls = [FileUrl("docs", "seed=1"), FileUrl("docs/intro", "seed=2"), FileUrl("docs/more", "seed=3")];
        Session.With("urls", isTurned ? [.. urls.Reverse()] : urls);

        RunWell($"$urls | Start-ParallelFetch {Tree}");
        RunResult again = RunWell($"$urls | Start-ParallelFetch -Resume {Tree}");

        Assert.All(again.All<bool>("IsSkipped"), Assert.True);
        Assert.Equal(3, Names.Length);
        string[] folders = isTurned ? ["docs (1)", "docs"] : ["docs", "docs (1)"];
        Assert.Equal(Content(100_000, 1), Read($"{Host}/{folders[0]}"));
        Assert.Equal(Content(100_000, 2), Read($"{Host}/{folders[1]}/intro"));
    }

    [Theory]
    [InlineData("..%2F..%2Fevil/a.bin")]
    [InlineData("%252e%252e/%252e%252e/a.bin")]
    [InlineData("..%5C..%5Cevil/a.bin")]
    [InlineData("CON/nul.txt/a.bin")]
    [InlineData("a./b%20/c.../a.bin")]
    [InlineData(".git/.ssh/a.bin")]
    [InlineData("C:/a.bin")]
    [InlineData("~root/-rf/a.bin")]
    [InlineData("%00/%0A/a.bin")]
    [InlineData("//a//b//a.bin")]
    public void No_path_leads_out_of_the_directory_and_every_folder_is_one_everywhere(string path)
    {
        Directory.CreateDirectory(PathOf("one/two"));

        PSObject result = FetchWell(FileUrl(path), "-Layout Tree -OutDirectory \"$folder/one/two\"");

        string name = Assert.Single(Names);
        Assert.StartsWith("one/two/", name, StringComparison.Ordinal);
        Assert.All(name.Split('/')[2..], segment =>
        {
            Assert.False(segment[0] is '.' or '-' or '~' or ' ' || segment[^1] is '.' or ' ', $"'{segment}' of '{name}'");
            Assert.DoesNotContain(segment, character => char.IsControl(character) || "\\:*?\"<>|".Contains(character, StringComparison.Ordinal));
            Assert.False(segment.StartsWith("CON", StringComparison.OrdinalIgnoreCase) || segment.StartsWith("nul", StringComparison.OrdinalIgnoreCase), segment);
        });
        Assert.Equal(Content(100_000), File.ReadAllBytes(result.Get<string>("OutFile")!));
    }

    [Fact]
    public void A_path_that_is_too_deep_or_too_long_for_a_disk_is_shortened()
    {
        string deep = string.Join('/', Enumerable.Range(0, 1000).Select(i => "folder" + i));
        string wide = string.Concat(Enumerable.Repeat("x", 400));
        Session.With("urls", new[] { FileUrl($"{deep}/a.bin", "seed=1"), FileUrl($"{deep}x/a.bin", "seed=2"), FileUrl($"{wide}/a.bin", "seed=3") });

        RunResult run = RunWell($"$urls | Start-ParallelFetch -InOrder {Tree}");

        Assert.Equal([1, 2, 3], run.All<string>("OutFile").Select(path => Enumerable.Range(1, 3).Single(seed => Content(100_000, seed).AsSpan().SequenceEqual(File.ReadAllBytes(path!)))));
    }

    [Fact]
    public void A_link_in_the_tree_that_leads_out_of_the_directory_is_not_followed()
    {
        string inner = PathOf("inner");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(inner, Host))!);
        Directory.CreateDirectory(PathOf("outside"));
        Directory.CreateSymbolicLink(Path.Combine(inner, Host), PathOf("outside"));

        FetchBadly(FileUrl("a.bin"), "-Layout Tree -OutDirectory \"$folder/inner\"", "OutFileFailed");

        Assert.Empty(Directory.EnumerateFileSystemEntries(PathOf("outside")));
    }

    [Fact]
    public void A_checkpoint_finds_the_files_of_a_tree()
    {
        string batch = $"'{FileUrl("2023/report.csv", "seed=1")}', '{FileUrl("2024/report.csv", "seed=2")}' | Start-ParallelFetch {Tree} -Checkpoint \"$folder/done.jsonl\"";
        RunWell(batch);

        Assert.Empty(RunWell(batch).Output);
    }

    [Fact]
    public void It_is_about_directories() =>
        Assert.Equal("WebCmdletLayoutConflictException", Fetch(FileUrl("a.bin"), "-Layout Tree -OutFile \"$folder/a.bin\"").ThrownId);
}
