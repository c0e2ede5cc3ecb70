using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Files;

public sealed class OutDirectoryTests(ServerFixture fixture) : FileTest(fixture)
{
    [Theory]
    [InlineData("a.bin", "", "a.bin")]
    [InlineData("sub/dir/a.bin", "", "a.bin")]
    [InlineData("sub/dir/", "", "dir")]
    [InlineData("a%20b.bin", "", "a b.bin")]
    [InlineData("a.bin", "disposition=attachment", "a.bin")]
    [InlineData("a.bin", "disposition=attachment; filename=b.bin", "b.bin")]
    [InlineData("a.bin", "disposition=inline; filename=\"b c.bin\"", "b c.bin")]
    [InlineData("a.bin", "disposition=attachment; filename=plain.bin; filename*=UTF-8''gr%25C3%25BC%25C3%259Fe.bin", "grüße.bin")]
    [InlineData("a.bin", "disposition=attachment; filename=\"\"", "a.bin")]
    public void A_file_is_named_by_the_server_or_by_its_url(string path, string options, string expected)
    {
        PSObject result = FetchWell(FileUrl(path, options), "-OutDirectory $folder");

        Assert.Equal(PathOf(expected), result.Get<string>("OutFile"));
        Assert.Equal([expected], Names);
        Assert.Equal(Content(100_000), Read(expected));
    }

    [Fact]
    public void After_redirects_the_last_url_names_the_file()
    {
        string target = Uri.EscapeDataString(FileUrl("final.bin"));

        FetchWell(Scope.Url($"redirect-to?url={target}").AbsoluteUri, "-OutDirectory $folder");

        Assert.Equal(["final.bin"], Names);
    }

    [Fact]
    public void Without_a_path_the_host_names_the_file()
    {
        FetchWell(Server.Http.AbsoluteUri, "-OutDirectory $folder");

        Assert.Equal([Server.Http.Host], Names);
    }

    [Theory]
    [InlineData("文件名.txt")]
    [InlineData("файл.txt")]
    [InlineData("αρχείο.txt")]
    [InlineData("ملف.txt")]
    [InlineData("קובץ.txt")]
    [InlineData("ไฟล์.txt")]
    [InlineData("फ़ाइल.txt")]
    [InlineData("파일.txt")]
    [InlineData("ファイル.txt")]
    [InlineData("ֆայլ.txt")]
    [InlineData("ფაილი.txt")]
    [InlineData("ፋይል.txt")]
    [InlineData("𐍅𐌿𐌻𐍆.txt")]
    [InlineData("🦊.txt")]
    [InlineData("Việt Nam.txt")]
    public void Names_in_every_script_are_kept(string name)
    {
        string escaped = Uri.EscapeDataString(name);
        string twice = Uri.EscapeDataString(escaped);

        FetchWell(FileUrl(escaped), "-OutDirectory \"$folder/url\"");
        FetchWell(FileUrl("x", $"disposition=attachment; filename*=UTF-8''{twice}"), "-OutDirectory \"$folder/extended\"");
        FetchWell(FileUrl("x", $"disposition=attachment; filename=\"{escaped}\""), "-OutDirectory \"$folder/raw\"");

        string expected = name.Normalize();
        Assert.Equal([$"extended/{expected}", $"raw/{expected}", $"url/{expected}"], Names.Select(found => found.Normalize()));
    }

    [Theory]
    [InlineData(300, "a")]
    [InlineData(300, "文")]
    [InlineData(5000, "é")]
    public void A_name_that_is_too_long_for_the_disk_is_shortened_and_keeps_its_extension(int length, string letter)
    {
        string name = string.Concat(Enumerable.Repeat(letter, length)) + ".tar.gz";
        string url = FileUrl("x", $"size=1000&cut=500&cutTimes=1&disposition=attachment; filename*=UTF-8''{Uri.EscapeDataString(Uri.EscapeDataString(name))}");
        string byUrl = CutUrl(Uri.EscapeDataString(name[^Math.Min(name.Length, 307)..]), 1000, 500);

        foreach (string given in (string[])[url, byUrl])
        {
            Fetch(given, "-Resume -OutDirectory $folder");
            FetchWell(given, "-Resume -IfChanged -OutDirectory $folder");
            FetchWell(given, "-Resume -IfChanged -OutDirectory $folder");
        }

        string[] files = [.. Names.Where(found => !found.StartsWith('.'))];
        Assert.All(files, found => Assert.EndsWith(".tar.gz", found, StringComparison.Ordinal));
        Assert.All(files, found => Assert.Equal(Content(1000), Read(found)));
        Assert.All(Names, found => Assert.True(found.Length < 256));
    }

    [Fact]
    public void Names_that_differ_only_in_case_get_files_of_their_own_everywhere()
    {
        RunResult run = RunWell("$i = 0; 'Data.bin', 'data.BIN', 'DATA.bin' | ForEach-Object { $i++; \"${files}${_}?seed=$i\" } | Start-ParallelFetch -InOrder -OutDirectory $folder -Verbose");

        Assert.Equal(["Data.bin", "data (1).BIN", "DATA (2).bin"], run.All<string>("OutFile").Select(Path.GetFileName));
        Assert.Equal([1, 2, 3], run.All<string>("OutFile").Select(path => Enumerable.Range(1, 3).Single(seed => Content(100_000, seed).AsSpan().SequenceEqual(File.ReadAllBytes(path!)))));
        Assert.Equal(2, run.Verbose.Count(line => line.StartsWith("Saved ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Five_thousand_urls_of_one_name_make_five_thousand_files()
    {
        RunResult run = RunWell("1..5000 | ForEach-Object { \"${files}$_/data.json?size=100&seed=$_\" } | Start-ParallelFetch -InOrder -Throttle 50 -OutDirectory $folder -Verbose");

        AssertFiveThousand(run);

        // The order of the input decides about the names, so that the same list has the same names in each run.
        Assert.Equal("data.json", Path.GetFileName(run.Output[0].Get<string>("OutFile")));
        Assert.Equal("data (4999).json", Path.GetFileName(run.Output[4999].Get<string>("OutFile")));
    }

    [Fact]
    public void Five_thousand_answers_with_one_name_make_five_thousand_files()
    {
        RunResult run = RunWell("1..5000 | ForEach-Object { \"${files}get${_}?size=100&seed=$_&disposition=attachment; filename=data.json\" } | Start-ParallelFetch -InOrder -Throttle 50 -OutDirectory $folder -Verbose");

        AssertFiveThousand(run);
    }

    [Fact]
    public void What_an_earlier_call_has_put_into_the_directory_is_replaced_by_its_next_version()
    {
        FetchWell(FileUrl("a.bin", "changeAfter=1"), "-OutDirectory $folder");

        FetchWell(FileUrl("a.bin", "changeAfter=1"), "-OutDirectory $folder");

        Assert.Equal(["a.bin"], Names);
        Assert.Equal(NextContent(100_000), Read("a.bin"));
    }

    private void AssertFiveThousand(RunResult run)
    {
        Assert.Equal(5000, run.Output.Count);
        Assert.Equal(5000, Names.Length);
        int seed = 0;
        foreach (string? path in run.All<string>("OutFile"))
        {
            seed++;
            Assert.True(Content(100, seed).AsSpan().SequenceEqual(File.ReadAllBytes(path!)), $"{path} is not what URL {seed} has.");
        }

        Assert.Equal(4999, run.Verbose.Count(line => line.StartsWith("Saved ", StringComparison.Ordinal)));
    }
}
