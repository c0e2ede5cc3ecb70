using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests;

/// <summary>What becomes of a call in a process that may not have as many files open as it would need.</summary>
public sealed class LocalTroubleTests(ServerFixture fixture) : CmdletTest(fixture)
{
    [Fact]
    public async Task A_process_that_is_out_of_files_blames_no_host_and_lives_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no such limit.");
        string folder = Directory.CreateTempSubdirectory("pf-trouble-").FullName;
        using PowerShellProcess process = PowerShellProcess.Start(
            $$"""
            $ProgressPreference = 'SilentlyContinue'
            $results = 1..400 | ForEach-Object { "{{Scope.Url("delay/300")}}?n=$_" } |
                Start-ParallelFetch -Throttle 400 -OutDirectory '{{folder}}' -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
            "results $(@($results).Count)"
            "success $(@($results | Where-Object IsSuccess).Count -gt 0)"
            $results.Error -ne $null | Group-Object FullyQualifiedErrorId | ForEach-Object { "error $($_.Name.Split(',')[0])" }
            $results.Error -ne $null | ForEach-Object { $_.ToString() -replace '^\S+ ' } | Sort-Object -Unique | ForEach-Object { "says $_" }
            "files $(@(Get-ChildItem '{{folder}}').Count -eq @($results | Where-Object IsSuccess).Count)"
            """,
            descriptors: 300);

        (int exitCode, string output, string error) = await process.WaitAsync(Cancellation);
        Directory.Delete(folder, recursive: true);

        Assert.Equal((0, ""), (exitCode, error));
        string[] lines = output.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["results 400", "success True", "files True"], lines.Where(line => !line.StartsWith("error ", StringComparison.Ordinal) && !line.StartsWith("says ", StringComparison.Ordinal)));
        Assert.All(lines.Where(line => line.StartsWith("error ", StringComparison.Ordinal)), line => Assert.Equal("error LocalResourcesExhausted", line));
        Assert.All(lines.Where(line => line.StartsWith("says ", StringComparison.Ordinal)), line => Assert.Contains("300 (ulimit -n)", line, StringComparison.Ordinal));
    }
}
