using System.Globalization;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Measuring;

/// <summary>The text that a summary is shown as.</summary>
public sealed class SummaryViewTests : IDisposable
{
    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_summary_is_shown_in_a_few_lines_with_a_histogram()
    {
        string[] lines = Show(
            "en-US",
            [
                .. Enumerable.Range(0, 30).Select(_ => new ResultCopy { Elapsed = TimeSpan.FromMilliseconds(100), Length = 2048L }),
                .. Enumerable.Range(0, 15).Select(_ => new ResultCopy { Elapsed = TimeSpan.FromSeconds(3), StatusCode = 404, Length = 0L, Attempts = 2 }),
                new ResultCopy { Uri = "http://gone.example:81/", StatusCode = 0, Error = "ConnectionFailed", Elapsed = TimeSpan.FromSeconds(1), Length = 0L },
                new ResultCopy { IsSkipped = true, Attempts = 0 },
            ]);

        Assert.Equal(
            """
            Results    47: 30 succeeded, 16 failed, 1 skipped
            Statuses   200 × 31, 404 × 15
            Errors     ConnectionFailed × 1
            Hosts      example.com × 46, 15 failed
                       gone.example:81 × 1, 1 failed
            Requests   61: 15 retries, 0 redirects, 46 fetches on open connections
            Bodies     60.0 KiB, 20.0 KiB/s
            Wall time  3.00 s, 15.3 fetches/s
            Latency    p50 101 ms, p90 2.98 s, p99 2.98 s, longest 3.00 s
            """.ReplaceLineEndings("\n"),
            string.Join('\n', lines.Take(9)));
        Assert.Empty(lines[9]);
        string[] bars = lines[10..];
        Assert.InRange(bars.Length, 2, 12);
        Assert.Equal([50, 25], new[] { bars[0], bars[^1] }.Select(bar => bar.Count(character => character == '█')));
        Assert.EndsWith(" 30", bars[0], StringComparison.Ordinal);
        Assert.EndsWith(" 15", bars[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_hosts_held_back_is_shown_where_there_was_any()
    {
        string[] lines = Show(
            "en-US",
            [
                .. Enumerable.Range(1, 4).Select(index => new ResultCopy { Attempts = 3, Refusals = 2, Elapsed = TimeSpan.FromSeconds(10), HeldBack = TimeSpan.FromSeconds(index) }),
                new ResultCopy { Uri = "http://away.example/", Attempts = 2, Elapsed = TimeSpan.FromSeconds(10), HeldBack = TimeSpan.FromSeconds(8) },
                new ResultCopy { Uri = "http://good.example/" },
            ]);

        Assert.Contains("Hosts      example.com × 4, 8 refused", lines);
        Assert.Contains("           away.example × 1", lines);
        Assert.Contains("Held back  8 requests refused, 5 fetches waited for their host,", lines);
        Assert.Contains("           8.00 s at the most", lines);
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("de-DE")]
    [InlineData("fr-FR")]
    [InlineData("ar-SA")]
    [InlineData("")]
    public void No_line_is_longer_than_eighty_columns_or_has_escape_sequences(string culture)
    {
        string[] lines = Show(
            culture,
            [
                .. Enumerable.Range(0, 60).Select(index => new ResultCopy
                {
                    Uri = $"http://{new string('a', 60)}.{new string('b', 60)}{index}.example:54321/",
                    StatusCode = 400 + index,
                    Error = $"\u001B[31mAnErrorIdOfAnotherWorld{new string('x', 100)}{index}",
                    Elapsed = TimeSpan.FromDays(index + 1),
                    Attempts = int.MaxValue,
                    Refusals = int.MaxValue,
                    HeldBack = TimeSpan.FromDays(index + 1),
                    Length = long.MaxValue / 100,
                    Computer = new string('c', 90) + index,
                }),
            ]);

        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.All(lines, line => Assert.DoesNotContain(line, char.IsControl));
        Assert.Contains(lines, line => line.Contains("and 55 more", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith("longest 1440:00:00", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_shown_in_one_line() =>
        Assert.Equal(["Results    0: 0 succeeded, 0 failed, 0 skipped"], Show("en-US", []));

    private string[] Show(string culture, ResultCopy[] copies)
    {
        RunResult run = _session.With("copies", copies.Select(copy => copy.ToPSObject()).ToArray()).With("culture", CultureInfo.GetCultureInfo(culture)).Run("""
            $before = [cultureinfo]::CurrentCulture
            $summary = $copies | Measure-ParallelFetch
            [cultureinfo]::CurrentCulture = $culture
            [ParallelFetch.Formatting.SummaryFormat]::Describe($summary)
            [cultureinfo]::CurrentCulture = $before
            """);
        Assert.Empty(run.Errors);
        return Assert.Single(run.Output).ToString().ReplaceLineEndings("\n").Split('\n');
    }
}
