using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Files;

/// <summary>Calls one after another, or at once, into the same folder: no file takes the place of another URL's.</summary>
public sealed class LaterCallTests(ServerFixture fixture) : FileTest(fixture)
{
    private string[] Reports(params string[] options) =>
        [.. options.Select((option, i) => FileUrl($"{2023 + i}/report.csv", FormattableString.Invariant($"seed={i + 1}&size=1000&{option}")))];

    [Theory]
    [InlineData("")]
    [InlineData("-Resume")]
    [InlineData("-IfChanged")]
    [InlineData("-NoClobber")]
    public void What_failed_and_is_fetched_by_a_later_call_does_not_replace_the_file_of_another_url(string parameter)
    {
        Session.With("urls", Reports("", "fail=404&failTimes=1", ""));
        Run("$script:results = $urls | Start-ParallelFetch -OutDirectory $folder -InOrder -FailOnHttpError -ErrorAction SilentlyContinue");

        PSObject again = Assert.Single(RunWell($"$results | Where-Object Error | Start-ParallelFetch -OutDirectory $folder {parameter}").Output);

        Assert.False(again.Get<bool>("IsSkipped"));
        AssertReports(3);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Resume")]
    [InlineData("-IfChanged")]
    [InlineData("-NoClobber")]
    public void A_list_that_is_fetched_in_pieces_keeps_all_its_files(string parameter)
    {
        Session.With("urls", Reports("", "", "", "", "", ""));

        RunWell($"for ($i = 0; $i -lt 6; $i += 2) {{ $urls[$i, ($i + 1)] | Start-ParallelFetch -OutDirectory $folder {parameter} }}");

        AssertReports(6);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Resume")]
    [InlineData("-IfChanged")]
    public void A_part_of_a_list_or_the_list_turned_around_finds_its_files_again(string parameter)
    {
        Session.With("urls", Reports("changeAfter=9", "changeAfter=9", "changeAfter=9"));
        IReadOnlyList<PSObject> first = RunWell("$urls | Start-ParallelFetch -InOrder -OutDirectory $folder").Output;

        RunResult last = RunWell($"$urls[2] | Start-ParallelFetch -OutDirectory $folder {parameter}");
        RunResult around = RunWell($"[array]::Reverse($urls); $urls | Start-ParallelFetch -InOrder -OutDirectory $folder {parameter}");

        Assert.Equal(first[2].Get<string>("OutFile"), Assert.Single(last.Output).Get<string>("OutFile"));
        Assert.Equal(first.Select(result => result.Get<string>("OutFile")).Reverse(), around.All<string>("OutFile"));
        Assert.All(around.All<bool>("IsSkipped"), skipped => Assert.Equal(parameter.Length > 0, skipped));
        AssertReports(3);
    }

    [Fact]
    public void An_equally_long_file_of_another_url_is_not_taken_for_this_ones()
    {
        string[] urls = Reports("etag=", "etag=");
        FetchWell(urls[0], "-OutDirectory $folder");

        PSObject second = FetchWell(urls[1], "-Resume -OutDirectory $folder");

        Assert.False(second.Get<bool>("IsSkipped"));
        AssertReports(2);
    }

    [Fact]
    public void A_part_is_continued_by_a_later_call_for_its_url_alone()
    {
        string[] urls = Reports("cut=500&cutTimes=1", "cut=700&cutTimes=1");
        Session.With("urls", urls);
        Run("$urls | Start-ParallelFetch -Resume -OutDirectory $folder -ErrorAction SilentlyContinue");

        PSObject second = FetchWell(urls[1], "-Resume -OutDirectory $folder");
        PSObject first = FetchWell(urls[0], "-Resume -OutDirectory $folder");

        Assert.Equal((206, 206), (first.Get<int>("StatusCode"), second.Get<int>("StatusCode")));
        AssertReports(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Resume")]
    [InlineData("-IfChanged")]
    public void A_name_of_the_server_or_the_url_does_not_replace_what_somebody_else_has_put_there(string parameter)
    {
        Write("urls.txt", "MY OWN LIST");
        string named = FileUrl("download", "disposition=attachment; filename=urls.txt");

        PSObject byServer = FetchWell(named, $"-OutDirectory $folder {parameter}");
        PSObject byUrl = FetchWell(FileUrl("urls.txt", "seed=2"), $"-OutDirectory $folder {parameter}");
        PSObject again = FetchWell(named, $"-OutDirectory $folder {parameter}");

        Assert.Equal("MY OWN LIST"u8.ToArray(), Read("urls.txt"));
        Assert.Equal((PathOf("urls (1).txt"), PathOf("urls (1).txt"), PathOf("urls (2).txt")), (byServer.Get<string>("OutFile"), again.Get<string>("OutFile"), byUrl.Get<string>("OutFile")));
        Assert.Equal(Content(100_000), Read("urls (1).txt"));
        Assert.Equal(Content(100_000, 2), Read("urls (2).txt"));
    }

    [Fact]
    public void What_somebody_has_put_where_a_fetch_has_failed_is_not_replaced_either()
    {
        string url = FileUrl("a.bin", "cut=70000&cutTimes=1");
        Fetch(url, "-OutDirectory $folder");
        Write("a.bin", "mine");

        FetchWell(url, "-OutDirectory $folder");

        Assert.Equal(["a (1).bin", "a.bin"], Names);
        Assert.Equal("mine"u8.ToArray(), Read("a.bin"));
    }

    [Fact]
    public async Task What_comes_while_the_body_arrives_is_not_replaced()
    {
        string url = FileUrl("a.bin", "gate=g&gateAt=50000");
        using PowerShell shell = Session.Create($"Start-ParallelFetch '{url}' -OutDirectory $folder");
        IAsyncResult running = shell.BeginInvoke();
        await WaitForLengthAsync(".a.bin.partial", 50_000);
        Write("a.bin", "mine");
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);

        shell.EndInvoke(running);

        Assert.Equal(["a (1).bin", "a.bin"], Names);
        Assert.Equal("mine"u8.ToArray(), Read("a.bin"));
        Assert.Equal(Content(100_000), Read("a (1).bin"));
    }

    [Fact]
    public void A_folder_of_that_name_is_left_alone()
    {
        Directory.CreateDirectory(PathOf("a.bin"));

        Assert.Equal(PathOf("a (1).bin"), FetchWell(FileUrl("a.bin"), "-OutDirectory $folder").Get<string>("OutFile"));
    }

    [Fact]
    public void A_name_of_the_users_own_replaces_what_is_there()
    {
        Write("a.bin", "mine");

        FetchWell(FileUrl("b.bin"), "-OutFile \"$folder/a.bin\"");

        Assert.Equal(Content(100_000), Read("a.bin"));
    }

    [Fact]
    public void A_file_that_the_user_removed_or_renamed_is_made_again_and_no_other_is_lost()
    {
        string[] urls = Reports("", "");
        Session.With("urls", urls);
        RunWell("$urls | Start-ParallelFetch -OutDirectory $folder");
        File.Move(PathOf("report (1).csv"), PathOf("kept.csv"));
        File.Delete(PathOf("report.csv"));

        RunWell("$urls[1], $urls[0] | Start-ParallelFetch -OutDirectory $folder");

        Assert.Equal(["kept.csv", "report (1).csv", "report.csv"], Names);
        Assert.Equal(Content(1000, 1), Read("report.csv"));
        Assert.Equal(Content(1000, 2), Read("report (1).csv"));
        Assert.Equal(Content(1000, 2), Read("kept.csv"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage\n\0\n{}\n")]
    [InlineData("{\"format\":\"something else\"}\n")]
    public void Without_an_index_that_can_be_read_nothing_is_replaced(string index)
    {
        FetchWell(FileUrl("a.bin"), "-OutDirectory $folder");
        Write(IndexName, index);

        FetchWell(FileUrl("x/a.bin", "seed=2"), "-OutDirectory $folder");

        Assert.Equal(Content(100_000), Read("a.bin"));
        Assert.Equal(Content(100_000, 2), Read("a (1).bin"));
    }

    [Fact]
    public void The_index_holds_no_secret_of_a_url()
    {
        string url = FileUrl("a.bin", "token=GEHEIM").Replace("http://", "http://user:GEHEIM@", StringComparison.Ordinal);

        FetchWell(url, "-AllowUnencryptedAuthentication -OutDirectory $folder -Resume");

        Assert.DoesNotContain("GEHEIM", File.ReadAllText(PathOf(IndexName)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_processes_in_one_folder_lose_nothing()
    {
        string Batch(int from) => $"{from}..{from + 99} | ForEach-Object {{ \"{Scope.RawUrl("file/")}$_/page.html?size=100&seed=$_\" }} | Start-ParallelFetch -Throttle 20 -OutDirectory '{PathOf("out")}'";
        using PowerShellProcess one = PowerShellProcess.Start(Batch(1));
        using PowerShellProcess other = PowerShellProcess.Start(Batch(101));
        (_, string first, _) = await one.WaitAsync(Cancellation);
        (_, string second, _) = await other.WaitAsync(Cancellation);

        Assert.DoesNotContain("Failed", first + second, StringComparison.Ordinal);
        string[] files = NamesIn(PathOf("out"));
        Assert.Equal(200, files.Length);
        Assert.Equal(200, files.Select(name => Convert.ToHexString(Read("out/" + name))).Distinct().Count());
    }

    // Each of the reports is there once, under whatever number.
    private void AssertReports(int count)
    {
        Assert.Equal(count, Names.Length);
        Assert.Equal(
            Enumerable.Range(1, count).Select(seed => Convert.ToHexString(Content(1000, seed))).Order(StringComparer.Ordinal),
            Names.Select(name => Convert.ToHexString(Read(name))).Order(StringComparer.Ordinal));
    }
}
