using System.Management.Automation;
using ParallelFetch.Tests.Files;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Checkpoints;

/// <summary>A checkpoint file that a run is using, seen from another one.</summary>
public sealed class CheckpointInUseTests(ServerFixture fixture) : FileTest(fixture)
{
    [Fact]
    public async Task What_a_run_has_done_can_be_asked_for_while_it_runs()
    {
        const string Log = "-Checkpoint \"$folder/done.jsonl\"";
        RunWell($"\"${{http}}text/1\" | Start-ParallelFetch -OutDirectory $folder {Log}");
        using PowerShell shell = Session.Create($"\"${{http}}text/1\", \"${{http}}gate/g\" | Start-ParallelFetch -OutDirectory $folder {Log}");
        IAsyncResult running = shell.BeginInvoke();
        await Scope.WaitForGateAsync("g", 1, Patience, Cancellation);
        byte[] before = UnlockedBytes();

        using var other = new PowerShellSession();
        other.With("http", Scope.Url("").ToString()).With("folder", Folder);
        RunResult asked = other.Run($"\"${{http}}text/1\", \"${{http}}text/2\" | Start-ParallelFetch -OutDirectory $folder {Log} -WhatIf -Verbose");
        RunResult refused = other.Run($"\"${{http}}text/3\" | Start-ParallelFetch -OutDirectory $folder {Log}");

        Assert.Null(asked.Thrown);
        Assert.Single(asked.Verbose, message => message.StartsWith("Skipped", StringComparison.Ordinal) && message.Contains("text/1", StringComparison.Ordinal));
        Assert.Equal("CheckpointFailed", refused.ThrownId);
        Assert.Equal(before, UnlockedBytes());
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);
        shell.EndInvoke(running);
        Assert.Equal(1, (await CountersAsync())["/text/1"].Requests);
        Assert.Equal(["1", "done.jsonl", "g"], Names);
    }

    // The lock is one that only .NET heeds.
    private byte[] UnlockedBytes() => OperatingSystem.IsWindows()
        ? Read("done.jsonl")
        : System.Text.Encoding.UTF8.GetBytes(Cat(PathOf("done.jsonl")));

    private static string Cat(string path)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("cat", [path]) { RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadToEnd();
    }
}
