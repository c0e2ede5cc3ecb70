using System.Management.Automation;
using System.Text.Json;
using ParallelFetch.Tests.Files;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Checkpoints;

/// <summary>What happens to the checkpoint file itself.</summary>
public sealed class CheckpointRunTests(ServerFixture fixture) : FileTest(fixture)
{
    private const string Log = "-Checkpoint \"$folder/done.jsonl\"";

    [Fact]
    public void Each_line_says_what_was_done()
    {
        FetchWell(FileUrl("a.bin"), $"-OutFile \"$folder/a.bin\" {Log}");

        JsonElement line = JsonDocument.Parse(Assert.Single(Lines())).RootElement;
        Assert.Equal(FileUrl("a.bin"), line.GetProperty("url").GetString());
        Assert.Equal(("GET", 200, PathOf("a.bin"), 100_000, "\"v0\""), (line.GetProperty("method").GetString(), line.GetProperty("status").GetInt32(), line.GetProperty("outFile").GetString(), line.GetProperty("length").GetInt32(), line.GetProperty("etag").GetString()));
    }

    [Fact]
    public void A_result_that_is_kept_keeps_nothing_of_its_call()
    {
        PSObject result = FetchWell(FileUrl("a.bin"), $"-OutDirectory \"$folder\" {Log}");

        HashSet<string> kept = ObjectGraph.OwnTypesBehind(result.BaseObject);
        Assert.Contains("FetchRequest", kept);
        Assert.Empty(kept.Intersect(["StartParallelFetchCommand", "BatchCheckpoint", "CheckpointJournal", "CheckpointLog", "FileDownload", "FetchBatch", "FetchEngine"]));
    }

    [Fact]
    public async Task After_a_stop_in_the_middle_the_next_run_does_the_rest()
    {
        const string Batch = "1..30 | ForEach-Object { \"${files}$_.bin?size=1000&seed=$_&cutTimes=1\" + $(if ($_ -in 21..25) { '&cut=500&cutHow=hold' }) } | Start-ParallelFetch -Throttle 5 -OutDirectory \"$folder/out\" " + Log;
        using (PowerShell shell = Session.Create(Batch))
        {
            shell.BeginInvoke();
            await Scope.WaitForAsync(counters => counters.Total is { Requests: 25, Concurrent: 5 }, Patience, Cancellation);
            shell.Stop();
        }

        await WaitUntilQuietAsync();
        int recorded = Lines().Length;
        RunResult run = RunWell(Batch);

        Assert.Equal(30 - recorded, run.Output.Count);
        Assert.Equal(20, recorded);
        Assert.Equal(30, Lines().Length);
        AssertAll(30);
    }

    [Fact]
    public async Task A_result_that_downstream_did_not_take_is_not_recorded()
    {
        string batch = $"'{FileUrl("a.bin")}' | Start-ParallelFetch {Log}";

        Run($"{batch} | ForEach-Object {{ throw 'mine' }}");
        RunWell(batch);

        Assert.Equal(2, await RequestsForAsync("a.bin"));
    }

    [Fact]
    public async Task A_last_line_that_is_torn_is_repaired_and_its_url_is_fetched_again()
    {
        const string Batch = "1..3 | ForEach-Object { \"${files}$_.bin\" } | Start-ParallelFetch -InOrder -OutDirectory \"$folder/out\" " + Log;
        RunWell(Batch);
        byte[] journal = Read("done.jsonl");
        Write("done.jsonl", journal[..^30]);

        RunResult run = RunWell(Batch);

        Assert.Equal(["3.bin"], run.All<string>("OutFile").Select(Path.GetFileName));
        Assert.Contains("was damaged", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Equal(3, Lines().Length);
        Assert.Empty(RunWell(Batch).Output);
        Assert.Equal(4, (await CountersAsync()).Total.Requests);
    }

    [Fact]
    public async Task Two_runs_cannot_share_a_checkpoint_file()
    {
        using PowerShell shell = Session.Create($"Start-ParallelFetch '{FileUrl("a.bin", "gate=g")}' {Log}");
        IAsyncResult running = shell.BeginInvoke();
        await Scope.WaitForGateAsync("g", 1, Patience, Cancellation);
        using var other = new PowerShellSession();

        RunResult run = other.With("folder", Folder).Run($"Start-ParallelFetch '{FileUrl("b.bin")}' {Log}");

        Assert.Equal("CheckpointFailed", run.ThrownId);
        Assert.Contains("Another run uses", run.Thrown!.ErrorRecord.ToString(), StringComparison.Ordinal);
        Assert.Contains(PathOf("done.jsonl"), run.Thrown!.ErrorRecord.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RequestsForAsync("b.bin"));
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);
        shell.EndInvoke(running);
        Assert.Single(Lines());
    }

    [Fact]
    public async Task Two_processes_cannot_share_a_checkpoint_file()
    {
        using PowerShell shell = Session.Create($"Start-ParallelFetch '{FileUrl("a.bin", "gate=g")}' {Log}");
        IAsyncResult running = shell.BeginInvoke();
        await Scope.WaitForGateAsync("g", 1, Patience, Cancellation);

        using PowerShellProcess other = PowerShellProcess.Start($"Start-ParallelFetch '{FileUrl("b.bin")}' -Checkpoint '{PathOf("done.jsonl")}'");
        (int exitCode, _, string error) = await other.WaitAsync(Cancellation);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("Another run uses", error, StringComparison.Ordinal);
        Assert.Equal(0, await RequestsForAsync("b.bin"));
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);
        shell.EndInvoke(running);
    }

    [Theory]
    [InlineData("Env:/x", "Environment")]
    [InlineData("Variable:x", "Variable")]
    [InlineData("NoSuchDrive:/x", "NoSuchDrive")]
    [InlineData("$folder", "directory")]
    [InlineData("$folder/notes.txt/x", "notes.txt")]
    [InlineData("$folder/notes.txt", "not a checkpoint file")]
    [InlineData("/dev/null", "/dev/null")]
    public async Task What_cannot_be_a_checkpoint_file_is_refused_before_anything_is_sent(string path, string named)
    {
        Write("notes.txt", "mine\n");

        ErrorRecord error = await RefusedAsync($"Start-ParallelFetch '{FileUrl("a.bin")}' -Checkpoint \"{path}\"", "CheckpointFailed");

        Assert.Contains(named, error.ToString(), StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ResourceUnavailable, error.CategoryInfo.Category);
        Assert.Equal("mine\n"u8.ToArray(), Read("notes.txt"));
    }

    [Theory]
    [InlineData("Jobs:/done.jsonl")]
    [InlineData("~/done.jsonl")]
    [InlineData("done.jsonl")]
    public void The_path_is_resolved_as_powershell_does(string path)
    {
        RunWell($$"""
            $files = $ExecutionContext.SessionState.Provider.GetOne('FileSystem')
            $files.Home = $folder
            $null = $ExecutionContext.SessionState.Drive.New([System.Management.Automation.PSDriveInfo]::new('Jobs', $files, $folder, '', $null), 'Local')
            $null = $ExecutionContext.SessionState.Path.SetLocation($folder)
            Start-ParallelFetch '{{FileUrl("a.bin")}}' -Checkpoint '{{path}}'
            """);

        Assert.Single(Lines());
    }

    [Fact]
    public async Task NoWait_and_Checkpoint_exclude_each_other()
    {
        RunResult run = Run($"Start-ParallelFetch '{FileUrl("a.bin")}' -NoWait {Log}");

        Assert.Equal("AmbiguousParameterSet", run.ThrownId);
        Assert.Equal(0, await RequestsAsync());
    }

    [Fact]
    public async Task A_rejected_url_is_no_obstacle()
    {
        string batch = $"'http://[bad', '{FileUrl("a.bin")}' | Start-ParallelFetch {Log}";

        RunResult first = Run(batch);
        RunResult second = Run(batch);

        Assert.Equal((2, 1), (first.Output.Count, second.Output.Count));
        Assert.Equal(["InvalidUri"], second.ErrorIds);
        Assert.Equal(1, await RequestsForAsync("a.bin"));
    }

    private string[] Lines() => File.ReadAllLines(PathOf("done.jsonl"))[1..];

    private void AssertAll(int count)
    {
        for (int seed = 1; seed <= count; seed++)
        {
            Assert.Equal(Content(1000, seed), Read($"out/{seed}.bin"));
        }
    }
}
