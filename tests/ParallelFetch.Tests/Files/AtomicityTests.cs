using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Files;

/// <summary>Whole or not at all: what was there stays as it was, and nothing else is left.</summary>
public sealed class AtomicityTests(ServerFixture fixture) : FileTest(fixture)
{
    [Theory]
    [InlineData("cut=0", "", "ProtocolError")]
    [InlineData("cut=70000", "", "ProtocolError")]
    [InlineData("cut=70000&cutHow=reset", "", "ConnectionFailed")]
    [InlineData("cut=70000&chunked=1", "", "ProtocolError")]
    [InlineData("cut=70000&cutHow=hold", "-OperationTimeoutSeconds 1", "OperationTimeoutReached")]
    [InlineData("cut=70000&cutHow=hold", "-TotalTimeoutSeconds 1", "TotalTimeoutReached")]
    [InlineData("announce=10", "", "ProtocolError")]
    [InlineData("range=unasked", "", "ProtocolError")]
    [InlineData("cut=70000&gzip=1", "", "ProtocolError")]
    [InlineData("", "-MaximumBodySize 5000", "MaximumBodySizeExceeded")]
    [InlineData("chunked=1", "-MaximumBodySize 5000", "MaximumBodySizeExceeded")]
    [InlineData("", "-FileHash md5:d41d8cd98f00b204e9800998ecf8427e", "FileHashMismatch")]
    [InlineData("cut=70000", "-MaximumRetryCount 2 -RetryIntervalSec 1", "ProtocolError")]
    [InlineData("fail=503", "-FailOnHttpError", "WebCmdletWebResponseException")]
    public void After_any_failure_the_old_file_is_as_it_was_and_nothing_is_left(string options, string parameters, string id)
    {
        Write("a.bin", "old");
        File.SetLastWriteTimeUtc(PathOf("a.bin"), new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));

        FetchBadly(FileUrl("a.bin", options), $"-OutFile \"$folder/a.bin\" {parameters}", id);
        FetchBadly(FileUrl("b.bin", options), $"-OutDirectory \"$folder\" {parameters}", id);

        Assert.Equal(["a.bin"], Names);
        Assert.Equal("old"u8.ToArray(), Read("a.bin"));
        Assert.Equal(new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc), File.GetLastWriteTimeUtc(PathOf("a.bin")));
    }

    [Fact]
    public async Task Until_the_last_byte_has_come_the_old_file_is_there()
    {
        Write("a.bin", "old");
        using PowerShell shell = Session.Create($"Start-ParallelFetch '{FileUrl("a.bin", "cut=70000&cutHow=hold")}' -OutFile \"$folder/a.bin\"");
        shell.BeginInvoke();

        await WaitForLengthAsync(".a.bin.partial", 70_000);

        Assert.Equal("old"u8.ToArray(), Read("a.bin"));
        shell.Stop();
        Assert.Equal(["a.bin"], Names);
        Assert.Equal("old"u8.ToArray(), Read("a.bin"));
    }

    [Fact]
    public async Task After_a_stop_no_part_of_any_file_is_left()
    {
        using PowerShell shell = Session.Create("1..30 | ForEach-Object { \"${files}$_.bin?cut=70000&cutHow=hold\" } | Start-ParallelFetch -Throttle 30 -OutDirectory $folder");
        shell.BeginInvoke();
        await Scope.WaitForAsync(counters => counters.Total.Concurrent == 30, Patience, Cancellation);
        await WaitForLengthAsync(".30.bin.partial", 70_000);

        shell.Stop();

        Assert.Empty(Names);
    }

    [Fact]
    public async Task After_ErrorAction_Stop_no_part_of_any_file_is_left()
    {
        RunResult run = Run("@(1..9 | ForEach-Object { \"${files}$_.bin?cut=70000&cutHow=hold\" }) + \"${files}broken?cut=90000\" | Start-ParallelFetch -OutDirectory $folder -ErrorAction Stop");

        Assert.Equal("ProtocolError", run.ThrownId);
        await WaitUntilQuietAsync();
        Assert.Empty(Names);
    }

    [Fact]
    public async Task After_a_stop_background_fetches_leave_no_part()
    {
        RunWell("Start-ParallelFetch \"${files}a.bin?cut=70000&cutHow=hold\" -OutDirectory $folder -NoWait");
        await WaitForLengthAsync(".a.bin.partial", 70_000);

        Run("Stop-ParallelFetch; Wait-ParallelFetch -ErrorAction SilentlyContinue");

        Assert.Empty(Names);
    }

    [Theory]
    [InlineData("cut=70000&cutTimes=2", "-MaximumRetryCount 2 -RetryIntervalSec 1")]
    [InlineData("cut=70000&cutTimes=2", "-MaximumRetryCount 2 -RetryIntervalSec 1 -Resume")]
    [InlineData("cut=70000&cutTimes=1&disposition=attachment; filename=named.bin", "-MaximumRetryCount 2 -RetryIntervalSec 1")]
    [InlineData("fail=503&failTimes=1", "-MaximumRetryCount 2 -RetryIntervalSec 1")]
    public void A_retry_keeps_the_name(string options, string parameters)
    {
        PSObject result = FetchWell(FileUrl("a.bin", options), $"-OutDirectory $folder {parameters}");

        string name = options.Contains("named", StringComparison.Ordinal) ? "named.bin" : "a.bin";
        Assert.Equal(PathOf(name), result.Get<string>("OutFile"));
        Assert.Equal([name], Names);
        Assert.Equal(Content(100_000), Read(name));
    }
}
