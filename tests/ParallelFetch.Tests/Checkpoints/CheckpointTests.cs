using System.Collections;
using System.Management.Automation;
using ParallelFetch.Tests.Files;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Checkpoints;

public sealed class CheckpointTests(ServerFixture fixture) : FileTest(fixture)
{
    private const string Log = "-Checkpoint \"$folder/done.jsonl\"";
    private const string Ten = "1..10 | ForEach-Object { \"${files}$_.bin?seed=$_\" } | Start-ParallelFetch -OutDirectory \"$folder/out\" " + Log;

    [Fact]
    public async Task What_is_done_is_not_fetched_again()
    {
        RunResult first = RunWell(Ten);
        RunResult second = RunWell(Ten);

        Assert.Equal(10, first.Output.Count);
        Assert.Empty(second.Output);
        Assert.Equal(10, (await CountersAsync()).Total.Requests);
        Assert.Equal(10, Names.Count(name => name.StartsWith("out/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Without_files_the_urls_alone_count()
    {
        const string Batch = "1..10 | ForEach-Object { \"${files}$_\" } | Start-ParallelFetch " + Log;
        RunWell(Batch);

        Assert.Empty(RunWell(Batch).Output);
        Assert.Equal(10, (await CountersAsync()).Total.Requests);
    }

    [Fact]
    public void What_is_skipped_is_said()
    {
        RunWell(Ten);

        RunResult run = RunWell(Ten + " -Verbose");

        Assert.Equal(10, run.Verbose.Count(line => line.StartsWith("Skipped http://", StringComparison.Ordinal)));
        Assert.Single(run.Verbose, line => line.StartsWith("10 URLs were skipped", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_skipped_comes_out_where_that_is_asked_for()
    {
        const string Batch = "1..4 | ForEach-Object { [pscustomobject]@{ Uri = \"${files}$_.bin\"; Cookie = @{ Id = [int]$_ } } } | Start-ParallelFetch -InOrder -OutDirectory \"$folder/out\" -IncludeSkipped " + Log;
        RunResult first = RunWell(Batch);
        Assert.All(first.All<bool>("IsSkipped"), Assert.False);

        RunResult run = RunWell(Batch);

        Assert.Equal([1, 2, 3, 4], run.Output.Select(result => LanguagePrimitives.ConvertTo<int>(result.Get<Hashtable>("Cookie")!["Id"])));
        Assert.All(run.Output, result => Assert.Equal((true, true, 200, 0), (result.Get<bool>("IsSkipped"), result.Get<bool>("IsSuccess"), result.Get<int>("StatusCode"), result.Get<int>("Attempts"))));
        Assert.Equal(first.All<string>("OutFile"), run.All<string>("OutFile"));
    }

    [Fact]
    public async Task IncludeSkipped_needs_a_checkpoint_file() =>
        await RefusedAsync($"Start-ParallelFetch '{FileUrl("a.bin")}' -IncludeSkipped", "WebCmdletCheckpointMissingException");

    [Theory]
    [InlineData("fail=503&failTimes=1", "")]
    [InlineData("fail=404&failTimes=1", "")]
    [InlineData("cut=500&cutTimes=1", "")]
    [InlineData("cut=500&cutTimes=1", "-OutDirectory \"$folder/out\"")]
    [InlineData("fail=500&failTimes=1", "-OutDirectory \"$folder/out\" -FailOnHttpError")]
    public async Task What_failed_is_tried_again_by_the_next_run_and_only_that(string options, string parameters)
    {
        string batch = $"'{FileUrl("good.bin")}', '{FileUrl("bad.bin", options)}' | Start-ParallelFetch {parameters} {Log}";
        Run(batch);

        RunResult second = RunWell(batch);
        RunResult third = RunWell(batch);

        Assert.Equal([200], second.All<int>("StatusCode"));
        Assert.Empty(third.Output);
        Assert.Equal((1, 2), (await RequestsForAsync("good.bin"), await RequestsForAsync("bad.bin")));
    }

    [Fact]
    public async Task A_file_that_was_removed_or_changed_in_length_is_fetched_again()
    {
        RunWell(Ten);
        File.Delete(PathOf("out/3.bin"));
        File.WriteAllText(PathOf("out/7.bin"), "short");

        RunResult run = RunWell(Ten);

        Assert.Equal(["3.bin", "7.bin"], run.All<string>("OutFile").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(Content(100_000, 7), Read("out/7.bin"));
        Assert.Equal(12, (await CountersAsync()).Total.Requests);
    }

    [Theory]
    [InlineData("-OutFile \"$folder/b.bin\"")]
    [InlineData("-OutDirectory \"$folder/other\"")]
    [InlineData("")]
    public void A_file_that_is_wanted_elsewhere_now_is_fetched_again(string parameters)
    {
        FetchWell(FileUrl("a.bin"), "-OutFile \"$folder/a.bin\" " + Log);

        FetchWell(FileUrl("a.bin"), $"{parameters} {Log}");

        Assert.Empty(RunWell($"Start-ParallelFetch '{FileUrl("a.bin")}' {parameters} {Log}").Output);
    }

    [Fact]
    public void A_body_that_is_wanted_as_a_file_now_is_fetched_again()
    {
        FetchWell(FileUrl("a.bin"), Log);

        FetchWell(FileUrl("a.bin"), "-OutFile \"$folder/a.bin\" " + Log);

        Assert.Equal(Content(100_000), Read("a.bin"));
    }

    [Theory]
    [InlineData("$folder/out/")]
    [InlineData("$folder//out")]
    [InlineData("$folder/./out")]
    [InlineData("$folder/other/../out")]
    [InlineData("FileSystem::$folder//out")]
    public async Task However_the_directory_is_written_it_is_the_same(string path)
    {
        string batch = $"Start-ParallelFetch '{FileUrl("a.bin")}' -OutDirectory \"{path}\" {Log}";
        RunWell(batch);

        Assert.Empty(RunWell(batch).Output);
        Assert.Empty(RunWell($"Start-ParallelFetch '{FileUrl("a.bin")}' -OutDirectory \"$folder/out\" {Log}").Output);
        Assert.Equal(1, await RequestsForAsync("a.bin"));
    }

    [Theory]
    [InlineData("$folder/a.bin", "$folder//a.bin")]
    [InlineData("$folder//a.bin", "$folder//a.bin")]
    [InlineData("$folder/./a.bin", "$folder/x/../a.bin")]
    public async Task However_the_file_is_written_it_is_the_same(string first, string second)
    {
        FetchWell(FileUrl("a.bin"), $"-OutFile \"{first}\" {Log}");

        Assert.Empty(RunWell($"Start-ParallelFetch '{FileUrl("a.bin")}' -OutFile \"{second}\" {Log}").Output);
        Assert.Equal(1, await RequestsForAsync("a.bin"));
    }

    [Fact]
    public async Task Requests_differ_by_method_and_body()
    {
        string url = Scope.Url("echo").AbsoluteUri;
        string batch = $$"""
            @{ Method = 'Post'; Body = 'one' }, @{ Method = 'Post'; Body = 'two' }, @{ Method = 'Put'; Body = 'one' }, @{ Method = 'Get' }, @{ Method = 'Post'; Body = @{ a = 1 } } |
                ForEach-Object { $_.Uri = '{{url}}'; [pscustomobject]$_ } | Start-ParallelFetch {{Log}}
            """;

        RunResult first = RunWell(batch);
        RunResult second = RunWell(batch);
        RunResult other = RunWell($"Start-ParallelFetch '{url}' -Method Post -Body three {Log}");

        Assert.Equal((5, 0, 1), (first.Output.Count, second.Output.Count, other.Output.Count));
        Assert.Equal(6, (await CountersAsync()).Total.Requests);
    }

    [Fact]
    public async Task A_url_that_occurs_twice_is_not_fetched_by_the_next_run()
    {
        string batch = $"'{FileUrl("a.bin")}', '{FileUrl("a.bin")}', '{FileUrl("b.bin")}', '{FileUrl("a.bin")}' | Start-ParallelFetch -Throttle 1 -OutDirectory \"$folder/out\" {Log}";
        RunWell(batch);
        long before = (await CountersAsync()).Total.Requests;

        Assert.Empty(RunWell(batch).Output);
        Assert.Empty(RunWell(batch).Output);

        Assert.Equal(before, (await CountersAsync()).Total.Requests);
    }

    [Fact]
    public async Task One_url_for_two_files_is_two_lines()
    {
        string batch = $"1, 2 | Start-ParallelFetch '{FileUrl("a.bin")}' -OutFile {{ \"$folder/a$_.bin\" }} {Log}";
        RunWell(batch);

        Assert.Empty(RunWell(batch).Output);

        Assert.Equal(2, await RequestsForAsync("a.bin"));
    }

    [Fact]
    public async Task What_was_left_alone_counts_as_done()
    {
        string batch = $"Start-ParallelFetch '{FileUrl("a.bin")}' -IfChanged -OutDirectory \"$folder/out\"";
        RunWell(batch);
        RunWell($"{batch} {Log}");
        RunWell($"{batch} {Log}");

        Assert.Equal(2, await RequestsForAsync("a.bin"));
    }

    [Fact]
    public async Task Another_hash_than_that_of_the_last_run_means_another_file()
    {
        string right = "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Content(100_000)));
        FetchWell(FileUrl("a.bin"), $"-OutFile \"$folder/a.bin\" -FileHash {right} {Log}");

        Assert.Empty(RunWell($"Start-ParallelFetch '{FileUrl("a.bin")}' -OutFile \"$folder/a.bin\" -FileHash {right} {Log}").Output);
        FetchBadly(FileUrl("a.bin"), $"-OutFile \"$folder/a.bin\" -FileHash sha256:{new string('0', 64)} {Log}", "FileHashMismatch");

        Assert.Equal(2, await RequestsForAsync("a.bin"));
    }

    [Fact]
    public async Task A_new_url_before_a_finished_one_of_the_same_name_gets_a_number()
    {
        RunWell($"'{FileUrl("y", "seed=2&disposition=attachment; filename=data.bin")}' | Start-ParallelFetch -OutDirectory \"$folder/out\" {Log}");

        RunWell($"'{FileUrl("data.bin")}', '{FileUrl("y", "seed=2&disposition=attachment; filename=data.bin")}' | Start-ParallelFetch -Throttle 1 -OutDirectory \"$folder/out\" {Log}");

        Assert.Equal(1, await RequestsForAsync("y"));
        Assert.Equal(Content(100_000, 2), Read("out/data.bin"));
        Assert.Equal(Content(100_000), Read("out/data (1).bin"));
    }

    [Fact]
    public async Task A_list_that_is_turned_around_or_grows_is_not_fetched_again()
    {
        string[] urls = [.. Enumerable.Range(1, 30).Select(i => $"'{FileUrl("index.html", $"size={100 + i}&seed={i}")}'")];
        string Batch(IEnumerable<string> list) => $"{string.Join(", ", list)} | Start-ParallelFetch -OutDirectory \"$folder/out\" {Log}";
        RunWell(Batch(urls));

        Assert.Empty(RunWell(Batch(urls.AsEnumerable().Reverse())).Output);
        Assert.Single(RunWell(Batch([$"'{FileUrl("index.html", "size=7&seed=31")}'", .. urls])).Output);

        Assert.Equal(31, await RequestsForAsync("index.html"));
        Assert.Equal(31, Names.Count(name => name.StartsWith("out/", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_name_of_another_list_does_not_replace_what_is_noted()
    {
        RunWell($"Start-ParallelFetch '{FileUrl("y", "seed=1")}' -OutDirectory \"$folder/out\" {Log}");
        RunWell($"Start-ParallelFetch '{FileUrl("y", "seed=2")}' -OutDirectory \"$folder/out\" -NoClobber {Log}");

        Assert.Equal(Content(100_000, 1), Read("out/y"));
        Assert.Equal(Content(100_000, 2), Read("out/y (1)"));
        Assert.Empty(RunWell($"Start-ParallelFetch '{FileUrl("y", "seed=1")}' -OutDirectory \"$folder/out\" {Log}").Output);
    }

    [Fact]
    public async Task What_a_list_has_twice_is_sent_twice_in_the_first_run()
    {
        // The second is read when the first has been noted.
        string batch = $"1, 2 | ForEach-Object {{ if ($_ -eq 2) {{ for ($i = 0; $i -lt 300 -and -not ([IO.File]::Exists(\"$folder/done.jsonl\") -and ([IO.FileInfo]\"$folder/done.jsonl\").Length -gt 100); $i++) {{ [Threading.Thread]::Sleep(10) }} }}; '{FileUrl("a")}' }} | Start-ParallelFetch {Log}";

        Assert.Equal(2, RunWell(batch).Output.Count);
        Assert.Equal(2, await RequestsForAsync("a"));
        Assert.Empty(RunWell(batch).Output);
    }

    [Fact]
    public async Task A_stream_cannot_be_recognised_so_it_is_sent_by_every_run()
    {
        string url = Scope.Url("echo").AbsoluteUri;
        string batch = $"1, 2 | ForEach-Object {{ [pscustomobject]@{{ Uri = '{url}'; Method = 'Post'; Body = [IO.MemoryStream]::new([byte[]]($_)) }} }} | Start-ParallelFetch {Log}";

        RunResult first = Run(batch);
        RunResult second = Run(batch);

        Assert.Equal((2, 2), (first.Output.Count, second.Output.Count));
        Assert.Contains("stream", Assert.Single(first.Warnings), StringComparison.Ordinal);
        Assert.Equal(4, (await CountersAsync()).Total.Requests);
    }

    [Fact]
    public void The_checkpoint_file_is_not_to_be_overwritten()
    {
        FetchBadly(FileUrl("a.bin"), $"-OutFile \"$folder/done.jsonl\" {Log}", "OutFileFailed");
        RunWell($"'{FileUrl("done.jsonl")}', '{FileUrl("b", "disposition=attachment; filename=DONE.jsonl")}' | Start-ParallelFetch -OutDirectory $folder {Log}");

        Assert.Equal(["DONE (1).jsonl", "done (1).jsonl", "done.jsonl"], Names.Select(name => name.Replace("(2)", "(1)", StringComparison.Ordinal)));
        Assert.Empty(RunWell($"Start-ParallelFetch '{FileUrl("done.jsonl")}' -OutDirectory $folder {Log}").Output);
    }

    [Fact]
    public async Task A_file_behind_a_link_is_done()
    {
        File.CreateSymbolicLink(PathOf("link"), Write("real", "old"));
        string batch = $"Start-ParallelFetch '{FileUrl("a.bin")}' -OutFile \"$folder/link\" {Log}";
        RunWell(batch);

        Assert.Empty(RunWell(batch).Output);
        Assert.Equal(1, await RequestsForAsync("a.bin"));
        Assert.Equal(Content(100_000), Read("real"));
    }

    [Fact]
    public void A_run_that_only_says_what_it_would_do_removes_nothing()
    {
        string batch = $"'{FileUrl("w")}', '{FileUrl("w")}' | Start-ParallelFetch -Throttle 1 -OutDirectory \"$folder/out\" {Log}";
        RunWell(batch);
        string part = Write("out/.w (1).partial", "of a run that was killed");

        RunWell(batch + " -WhatIf");
        Assert.True(File.Exists(part));

        RunWell(batch);
        Assert.False(File.Exists(part));
    }

    [Fact]
    public async Task A_name_of_the_server_never_takes_the_place_of_what_an_earlier_run_has_finished()
    {
        // The first URL failed in the first run; in the second it is answered before the others are looked at.
        string batch = $"'{FileUrl("get1", "seed=1&fail=404&failTimes=1&disposition=attachment; filename=data.bin")}', '{FileUrl("get2", "seed=2&disposition=attachment; filename=data.bin")}'";
        Run($"{batch} | Start-ParallelFetch -OutDirectory \"$folder/out\" {Log}");

        // The second line of the input waits until the first file is there.
        RunResult run = RunWell($$"""
            {{batch}} | ForEach-Object { if ($_ -like '*get2*') { for ($i = 0; $i -lt 200 -and @([IO.Directory]::GetFiles("$folder/out")).Count -lt 2; $i++) { [Threading.Thread]::Sleep(10) } }; $_ } |
                Start-ParallelFetch -OutDirectory "$folder/out" {{Log}}
            """);

        Assert.Single(run.Output);
        Assert.Equal(1, await RequestsForAsync("get2"));
        Assert.Equal(Content(100_000, 2), Read("out/data.bin"));
        Assert.Equal(Content(100_000), Read("out/data (1).bin"));
    }

    [Fact]
    public async Task A_folder_that_is_reached_by_a_link_is_the_same_one()
    {
        Directory.CreateDirectory(PathOf("real"));
        Directory.CreateSymbolicLink(PathOf("link"), PathOf("real"));
        string Batch(string folder, string place) => $"Start-ParallelFetch '{FileUrl(place.Length + ".bin")}' {place.Replace("FOLDER", $"$folder/{folder}", StringComparison.Ordinal)} -Checkpoint \"$folder/{folder}/done.jsonl\"";
        foreach (string place in (string[])["-OutDirectory \"FOLDER/out\"", "-OutFile \"FOLDER/a.bin\""])
        {
            RunWell(Batch("real", place));

            Assert.Empty(RunWell(Batch("link", place)).Output);
            Assert.Empty(RunWell(Batch("real", place)).Output);
            PSObject skipped = Assert.Single(RunWell(Batch("link", place) + " -IncludeSkipped").Output);
            Assert.StartsWith(PathOf("link"), skipped.Get<string>("OutFile"), StringComparison.Ordinal);
        }

        Assert.Equal(2, (await CountersAsync()).Total.Requests);
    }

    [Theory]
    [InlineData("-Resume")]
    [InlineData("-IfChanged")]
    [InlineData("-NoClobber")]
    public void What_was_noted_as_it_was_there_and_is_cut_afterwards_is_fetched_again(string parameter)
    {
        string batch = $"Start-ParallelFetch '{FileUrl("a.bin")}' -OutDirectory \"$folder/out\"";
        RunWell(batch);
        Assert.True(Assert.Single(RunWell($"{batch} {parameter} {Log}").Output).Get<bool>("IsSkipped"));
        File.WriteAllBytes(PathOf("out/a.bin"), Content(1));

        RunWell($"{batch} {Log}");

        Assert.Equal(Content(100_000), Read("out/a.bin"));
    }

    [Theory]
    [InlineData("-InFile \"$folder/up.bin\"")]
    [InlineData("-Form @{ File = $ExecutionContext.InvokeProvider.Item.Get(\"$folder/up.bin\")[0] }")]
    public async Task A_file_that_changed_while_it_was_sent_is_not_noted(string body)
    {
        Write("up.bin", "one");
        string batch = $"Start-ParallelFetch \"${{http}}gate/up\" -Method Post {body} {Log}";
        using (PowerShell shell = Session.Create(batch))
        {
            IAsyncResult running = shell.BeginInvoke();
            await Scope.WaitForAsync(static counters => counters.Total.Concurrent == 1, Patience, Cancellation);
            Write("up.bin", "another");
            await Scope.ReleaseGateAsync("up", cancellationToken: Cancellation);
            shell.EndInvoke(running);
        }

        await Scope.ReleaseGateAsync("up", cancellationToken: Cancellation);
        Assert.Single(RunWell(batch).Output);
        Assert.Empty(RunWell(batch).Output);
    }
}
