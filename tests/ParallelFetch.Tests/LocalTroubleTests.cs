using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests;

/// <summary>What becomes of a call in a process that may not have as many files open as it would need.</summary>
public sealed class LocalTroubleTests(ServerFixture fixture) : CmdletTest(fixture)
{
    [Fact]
    public async Task A_process_that_is_out_of_files_fetches_all_with_one_warning_that_names_the_limit()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no such limit.");
        string folder = Directory.CreateTempSubdirectory("pf-trouble-").FullName;
        using PowerShellProcess process = PowerShellProcess.Start(
            $$"""
            $ProgressPreference = 'SilentlyContinue'
            $results = 1..400 | ForEach-Object { "{{Scope.Url("delay/300")}}?n=$_" } |
                Start-ParallelFetch -Throttle 400 -OutDirectory '{{folder}}' -ErrorAction SilentlyContinue -WarningAction SilentlyContinue -WarningVariable warnings
            "results $(@($results).Count)"
            "success $(@($results | Where-Object IsSuccess).Count)"
            $results.Error -ne $null | ForEach-Object { "error $_" }
            "files $(@(Get-ChildItem '{{folder}}').Count)"
            $warnings | ForEach-Object { "warning $_" }
            """,
            descriptors: 300);

        (int exitCode, string output, string error) = await process.WaitAsync(Cancellation);
        Directory.Delete(folder, recursive: true);

        Assert.Equal((0, ""), (exitCode, error));
        string[] lines = output.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["results 400", "success 400", "files 400"], lines[..^1]);
        Assert.StartsWith("warning ", lines[^1], StringComparison.Ordinal);
        Assert.Contains("300 (ulimit -n)", lines[^1], StringComparison.Ordinal);
    }
}
