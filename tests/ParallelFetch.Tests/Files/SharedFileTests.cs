using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Files;

/// <summary>Several runs that want the same file at the same time.</summary>
public sealed class SharedFileTests(ServerFixture fixture) : FileTest(fixture)
{
    [Fact]
    public async Task While_one_run_writes_a_file_another_gets_an_error_and_does_no_harm()
    {
        using PowerShell shell = Session.Create($"Start-ParallelFetch '{FileUrl("a.bin", "gate=g&gateAt=50000")}' -OutFile \"$folder/a.bin\"");
        IAsyncResult running = shell.BeginInvoke();
        await WaitForLengthAsync(".a.bin.partial", 50_000);
        using var other = new PowerShellSession();

        RunResult run = other.With("folder", Folder).Run($"Start-ParallelFetch '{FileUrl("b.bin", "seed=2")}' -Resume -OutFile \"$folder/a.bin\"");

        Assert.Equal(["OutFileFailed"], run.ErrorIds);
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);
        shell.EndInvoke(running);
        Assert.Empty(shell.Streams.Error);
        Assert.Equal(Content(100_000), Read("a.bin"));
        Assert.Equal(["a.bin"], Names);
    }

    [Fact]
    public async Task While_one_process_writes_a_file_another_gets_an_error_and_does_no_harm()
    {
        using PowerShell shell = Session.Create($"Start-ParallelFetch '{FileUrl("a.bin", "gate=g&gateAt=50000")}' -OutFile \"$folder/a.bin\"");
        IAsyncResult running = shell.BeginInvoke();
        await WaitForLengthAsync(".a.bin.partial", 50_000);

        using PowerShellProcess other = PowerShellProcess.Start($"Start-ParallelFetch '{FileUrl("b.bin", "seed=2")}' -OutFile '{PathOf("a.bin")}'");
        (_, string output, _) = await other.WaitAsync(Cancellation);

        Assert.Contains("OutFileFailed", output, StringComparison.Ordinal);
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);
        shell.EndInvoke(running);
        Assert.Equal(Content(100_000), Read("a.bin"));
        Assert.Equal(["a.bin"], Names);
    }

    [Fact]
    public async Task A_run_that_leaves_the_file_alone_does_not_disturb_one_that_writes_it()
    {
        Write("a.bin", "old");
        using PowerShell shell = Session.Create($"Start-ParallelFetch '{FileUrl("a.bin", "gate=g&gateAt=50000")}' -Resume -OutFile \"$folder/a.bin\"");
        IAsyncResult running = shell.BeginInvoke();
        await WaitForLengthAsync(".a.bin.partial", 50_000);
        using var other = new PowerShellSession();

        RunResult run = other.With("folder", Folder).Run($"Start-ParallelFetch '{FileUrl("a.bin")}' -NoClobber -OutFile \"$folder/a.bin\"");

        Assert.Empty(run.Errors);
        Assert.Equal([".a.bin.partial", ".a.bin.partial.info", "a.bin"], Names);
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);
        shell.EndInvoke(running);
        Assert.Equal(Content(100_000), Read("a.bin"));
        Assert.Equal(["a.bin"], Names);
    }

    [Theory]
    [InlineData("-NoClobber -OutFile \"$folder/a.bin\"")]
    [InlineData("-Resume -OutFile \"$folder/a.bin\"")]
    [InlineData("-IfChanged -OutDirectory \"$folder\"")]
    public void What_a_killed_run_has_left_goes_when_the_file_turns_out_to_be_there(string parameters)
    {
        FetchWell(FileUrl("a.bin"), "-OutFile \"$folder/a.bin\"");
        Write(".a.bin.partial", "part");
        Write(".a.bin.partial.info", "{}");

        Assert.True(FetchWell(FileUrl("a.bin"), parameters).Get<bool>("IsSkipped"));

        Assert.Equal(["a.bin"], Names);
    }
}
