using System.Management.Automation;
using ParallelFetch.Tests.Hosting;
using ParallelFetch.Tests.Requests;

namespace ParallelFetch.Tests;

/// <summary>Lists as people have them: read as one string, saved by editors, copied from pages.</summary>
public sealed class UrlLinesTests(ServerFixture fixture) : RequestTest(fixture)
{
    [Theory]
    [InlineData("${http}text/1`n${http}text/2`n${http}text/3")]
    [InlineData("${http}text/1`r`n${http}text/2`r`n${http}text/3`r`n")]
    [InlineData("${http}text/1`r${http}text/2`r${http}text/3")]
    [InlineData("`n`n${http}text/1`n`n# a comment`n  ${http}text/2  `n`t${http}text/3`n`n")]
    [InlineData("`u{FEFF}${http}text/1`r`n`u{FEFF}# comment`r`n${http}text/2`r`n`u{FEFF}`r`n${http}text/3")]
    [InlineData("${http}text/1`u{2028}${http}text/2`u{2029}${http}text/3")]
    [InlineData("`u{FEFF}${http}text/1`u{200B}`n`u{A0}${http}text/2`u{A0}`n`u{2060}${http}text/3`u{200D}`u{AD}`u{200F}")]
    public async Task Each_line_of_a_text_is_a_url_with_a_result_of_its_own(string list)
    {
        foreach (string call in (string[])[
            $"\"{list}\" | Start-ParallelFetch -Throttle 1",
            $"Start-ParallelFetch \"{list}\" -Throttle 1",
            $"[pscustomobject]@{{ Url = \"{list}\" }} | Start-ParallelFetch -Throttle 1",
            $"Start-ParallelFetch -Throttle 1 -Uri @(\"{list}\", '')",
        ])
        {
            await Scope.ResetAsync(Cancellation);
            await RecordAsync();

            RunResult run = RunWell(call);

            Assert.Equal([200, 200, 200], run.All<int>("StatusCode"));
            Assert.Equal(["/text/1", "/text/2", "/text/3"], (await RecordedAsync()).Select(request => request.Path));
            Assert.Equal(["text/1", "text/2", "text/3"], run.Output.Select(result => result.Get<Uri>("Uri")!.OriginalString.Split('/', 4)[^1]).Select(path => path[path.IndexOf("text", StringComparison.Ordinal)..]));
        }
    }

    [Fact]
    public void A_bad_line_spoils_no_other()
    {
        RunResult run = Run("\"${http}text/1`r`nftp://x/`r`n${http}text/2\" | Start-ParallelFetch -InOrder");

        Assert.Equal([200, 0, 200], run.All<int>("StatusCode"));
        Assert.Equal(["InvalidUri"], run.ErrorIds);
    }

    [Fact]
    public void The_lines_of_a_text_are_counted_as_urls()
    {
        RunResult run = RunWell("Start-ParallelFetch \"${http}text/1`n# no`n`n${http}text/2`n\" -InformationAction Continue");

        Assert.Equal([2, 2], run.Information.Select(record => PSObject.AsPSObject(record.MessageData).Get<long?>("Total")));
    }

    [Theory]
    [InlineData("${http}a`tb", "U+0009")]
    [InlineData("${http}a`0b", "U+0000")]
    [InlineData("${http}a`u{1b}[2Jb", "U+001B")]
    [InlineData("${http}a`u{7f}b", "U+007F")]
    [InlineData("${http}a`u{85}b", "U+0085")]
    [InlineData("${http}a`fb", "U+000C")]
    [InlineData("  ${http}a`vb ", "U+000B")]
    public async Task A_control_character_in_a_url_is_refused_and_its_place_said(string url, string named)
    {
        RunResult run = Run($"$url = \"{url}\"; $url | Start-ParallelFetch -ErrorVariable problem -ErrorAction SilentlyContinue; $problem; 1 + $url.IndexOf([char]0x{named[2..]})");

        Assert.Equal(0, run.Output[0].Get<int>("StatusCode"));
        var error = (ErrorRecord)run.Output[1].BaseObject;
        Assert.StartsWith("InvalidUri,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains($"control character ({named}) at position {run.Output[2]}", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RequestsAsync());
    }

    [Fact]
    public async Task A_uri_object_is_one_url()
    {
        RunResult run = Run("[uri]\"${http}text/1`n${http}text/2\" | Start-ParallelFetch");

        Assert.Single(run.Output);
        Assert.Equal(["InvalidUri"], run.ErrorIds);
        Assert.Equal(0, await RequestsAsync());
    }
}
