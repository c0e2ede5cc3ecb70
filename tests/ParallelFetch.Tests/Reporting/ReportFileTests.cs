using ParallelFetch.Tests.Hosting;
using ParallelFetch.Tests.Measuring;

namespace ParallelFetch.Tests.Reporting;

/// <summary>Where a report is written, and what happens when it cannot be.</summary>
public sealed class ReportFileTests : ReportTest
{
    public ReportFileTests() => Session.With("folder", FolderPath).With("copy", new ResultCopy().ToPSObject());

    [Fact]
    public void A_report_that_is_there_is_replaced_and_nothing_else_is_left()
    {
        File.WriteAllText(ReportPath, new string('x', 1_000_000));

        string html = Report(new ResultCopy());

        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.Ordinal);
        Assert.EndsWith("</html>", html.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal([ReportPath], Directory.GetFileSystemEntries(FolderPath));
    }

    [Fact]
    public void A_relative_path_is_relative_to_the_location_and_wildcards_mean_themselves()
    {
        RunResult run = Session.Run("""
            $null = $ExecutionContext.SessionState.Path.SetLocation($folder)
            $copy | Measure-ParallelFetch -HtmlPath 'a[1] b.html'
            """);

        Assert.Empty(run.Errors);
        Assert.True(File.Exists(Path.Combine(FolderPath, "a[1] b.html")));
    }

    [Fact]
    public void WhatIf_writes_nothing_and_still_measures()
    {
        RunResult run = Session.Run("$copy | Measure-ParallelFetch -HtmlPath \"$folder/report.html\" -WhatIf");

        Assert.Equal(1L, Assert.Single(run.Output).Get<long>("Count"));
        Assert.Empty(Directory.GetFileSystemEntries(FolderPath));
    }

    [Fact]
    public void Results_pass_through_beside_a_report()
    {
        RunResult run = Session.Run("$copy | Measure-ParallelFetch -HtmlPath \"$folder/report.html\" -SummaryVariable sum; $sum");

        Assert.Equal(2, run.Output.Count);
        Assert.Equal(1L, run.Output[1].Get<long>("Count"));
        Assert.True(File.Exists(ReportPath));
    }

    [Theory]
    [InlineData("variable:report", "provider Variable")]
    [InlineData("$folder", "is a directory")]
    [InlineData("$folder/none/report.html", "There is no directory")]
    [InlineData("nodrive:/report.html", "nodrive")]
    public void A_path_that_cannot_be_is_said_before_anything_is_read(string path, string message)
    {
        RunResult run = Session.Run($$"""
            $read = 0
            try { $copy, $copy | ForEach-Object { $read++; $_ } | Measure-ParallelFetch -HtmlPath "{{path}}" } catch { $_; $read }
            """);

        Assert.StartsWith("InvalidHtmlPath", ((System.Management.Automation.ErrorRecord)run.Output[0].BaseObject).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(message, run.Output[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(0, run.Output[1].BaseObject);
    }

    [Fact]
    public void A_report_that_cannot_be_written_is_an_error_and_the_summary_comes_all_the_same()
    {
        string inner = Directory.CreateDirectory(Path.Combine(FolderPath, "inner")).FullName;

        RunResult run = Session.With("inner", inner).With("directory", typeof(Directory))
            .Run("$copy | ForEach-Object { $directory::Delete($inner); $_ } | Measure-ParallelFetch -HtmlPath \"$inner/report.html\"");

        Assert.Equal(["HtmlReportFailed"], run.ErrorIds);
        Assert.Contains("inner/report.html", Assert.Single(run.Errors).Exception.Message, StringComparison.Ordinal);
        Assert.Equal(1L, Assert.Single(run.Output).Get<long>("Count"));
    }

    [Fact]
    public void A_pipeline_that_fails_leaves_the_former_report()
    {
        File.WriteAllText(ReportPath, "former");

        RunResult run = Session.Run("& { $copy; throw 'enough' } | Measure-ParallelFetch -HtmlPath \"$folder/report.html\"");

        Assert.Equal("enough", run.ThrownId);
        Assert.Equal("former", File.ReadAllText(ReportPath));
        Assert.Equal([ReportPath], Directory.GetFileSystemEntries(FolderPath));
    }
}
