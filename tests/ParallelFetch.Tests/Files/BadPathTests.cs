using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Files;

/// <summary>Paths that cannot be paths, and values that throw when they are read: each costs its own URL.</summary>
public sealed class BadPathTests(ServerFixture fixture) : FileTest(fixture)
{
    [Theory]
    [InlineData("OutFile = \"$folder/a`0b\"", "OutFileFailed")]
    [InlineData("OutFile = \"`0\"", "OutFileFailed")]
    [InlineData("OutDirectory = \"$folder/a`0b\"", "OutFileFailed")]
    [InlineData("OutFile = \"NoSuchDrive:/a`0b\"", "OutFileFailed")]
    [InlineData("InFile = \"$folder/a`0b\"", "InFileFailed")]
    [InlineData("InFile = \"*`0\"", "InFileFailed")]
    public async Task A_path_with_a_zero_is_an_error_of_its_url(string cell, string id)
    {
        foreach (string mode in (string[])["-InOrder", "-NoWait -Throttle 1; Wait-ParallelFetch"])
        {
            RunResult run = Run($"[pscustomobject]@{{ Url = \"${{http}}text/1\" }}, [pscustomobject]@{{ Url = \"${{http}}text/2\"; {cell} }}, [pscustomobject]@{{ Url = \"${{http}}text/3\" }} | Start-ParallelFetch {mode}");

            Assert.Null(run.Thrown);
            Assert.Equal([0, 200, 200], run.All<int>("StatusCode").Order());
            Assert.Equal([id], run.ErrorIds);
            Assert.Contains("U+0000", run.Errors[0].ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(4, await RequestsAsync());
        Assert.Empty(Names);
    }

    [Theory]
    [InlineData("-OutFile \"$folder/a`0b\"", "OutFileFailed")]
    [InlineData("-OutDirectory \"$folder/a`0b\"", "OutFileFailed")]
    [InlineData("-Method Put -InFile \"$folder/a`0b\"", "InFileFailed")]
    [InlineData("-Checkpoint \"$folder/a`0b\"", "CheckpointFailed")]
    [InlineData("-UnixSocket ([System.Net.Sockets.UnixDomainSocketEndPoint]::new(\"/a`0b\"))", "InvalidUnixSocket")]
    public async Task A_path_with_a_zero_for_the_call_ends_it(string options, string id)
    {
        ErrorRecord error = await RefusedAsync($"Start-ParallelFetch \"${{http}}text/1\" {options}", id);

        Assert.Contains("U+0000 at position", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_with_a_zero_for_the_report_ends_the_call() =>
        Assert.Equal("InvalidHtmlPath", Run("@() | Measure-ParallelFetch -HtmlPath \"$folder/a`0b.html\"").ThrownId);

    [Theory]
    [InlineData("Headers = @{ 'X-A' = $bad }", "FetchFailed")]
    [InlineData("Headers = $worse", "FetchFailed")]
    [InlineData("Method = 'Post'; Form = @{ a = $bad }", "InvalidBody")]
    [InlineData("Method = 'Post'; Form = $worse", "InvalidBody")]
    [InlineData("Method = 'Post'; Body = $bad", "InvalidBody")]
    public async Task A_value_that_throws_when_it_is_read_costs_its_own_url(string cell, string id)
    {
        Session.With("bad", new Thrower()).With("worse", new ThrowingTable());

        RunResult run = Run($"[pscustomobject]@{{ Url = \"${{http}}text/1\" }}, [pscustomobject]@{{ Url = \"${{http}}text/2\"; {cell} }}, [pscustomobject]@{{ Url = \"${{http}}text/3\" }} | Start-ParallelFetch -InOrder");

        Assert.Null(run.Thrown);
        Assert.Equal([200, 0, 200], run.All<int>("StatusCode"));
        Assert.Equal([id], run.ErrorIds);
        Assert.Contains("text/2", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(2, await RequestsAsync());
    }

    private sealed class Thrower
    {
        public override string ToString() => throw new InvalidOperationException("thrown on purpose");
    }

    private sealed class ThrowingTable : System.Collections.Hashtable
    {
        public override System.Collections.IDictionaryEnumerator GetEnumerator() => throw new InvalidOperationException("thrown on purpose");
    }
}
