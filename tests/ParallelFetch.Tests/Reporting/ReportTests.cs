using System.Globalization;
using System.Text.RegularExpressions;
using ParallelFetch.Tests.Hosting;
using ParallelFetch.Tests.Measuring;

namespace ParallelFetch.Tests.Reporting;

/// <summary>What a report says, as it stands in the file.</summary>
public sealed partial class ReportTests : ReportTest
{
    [Fact]
    public void No_script_and_no_markup_of_others_gets_into_the_page()
    {
        string html = Report(Everything());

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\u202E', html);
        Assert.DoesNotContain('\0', html);
        Assert.Contains("&lt;script&gt;window.", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_refers_to_nothing_outside()
    {
        string html = Report(Everything());

        Assert.DoesNotMatch(@"(?i)<(link|iframe|object|embed|base|a)\b", html);
        Assert.DoesNotMatch(@"(?i)\s(src|srcset|href|xlink:href|action|background|poster|on\w+)\s*=", Tags(html));
        Assert.DoesNotMatch(@"(?i)url\(|@import", html);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://me:hunter2@h.example/p?key=hunter2&b#hunter2", "https://h.example/p?key=***&***")]
    [InlineData("https://h.example/p?hunter2", "https://h.example/p?***")]
    [InlineData("https://h.example/p?a=&=hunter2&&c=hunter2=hunter2", "https://h.example/p?a=***&=***&&c=***")]
    [InlineData("https://h.example/p#hunter2?hunter2", "https://h.example/p")]
    [InlineData("https://hunter2@h.example", "https://h.example")]
    [InlineData("http:\\\\me:hunter2@h.example/p", "h.example/p")]
    [InlineData("http://h.example:81/a@b?x=hunter2", "http://h.example:81/a@b?x=***")]
    [InlineData("h.example:x:hunter2@y?hunter2", "h.example:***@y?***")]
    [InlineData("https://h.example/p?", "https://h.example/p?")]
    public void Secrets_of_a_url_are_not_shown(string url, string shown)
    {
        string html = Report(new ResultCopy { Uri = url, StatusCode = 500 }, new ResultCopy { Uri = Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) ? uri : url, StatusCode = 500 });

        Assert.DoesNotContain("hunter2", html, StringComparison.Ordinal);
        Assert.Contains(shown, Text(html), StringComparison.Ordinal);
    }

    [Fact]
    public void Failures_are_counted_by_kind_and_by_host()
    {
        string html = Report([
            .. Enumerable.Repeat(new ResultCopy { StatusCode = 503 }, 4),
            .. Enumerable.Repeat(new ResultCopy { StatusCode = 503, Error = "WebCmdletWebResponseException", Uri = "http://b.example/" }, 3),
            .. Enumerable.Repeat(new ResultCopy { StatusCode = 0, Error = "TlsFailed", Uri = "http://b.example/" }, 5),
            new ResultCopy()]);

        Assert.Equal(["HTTP 503 | 7", "TlsFailed | 5"], Rows(html, "Failures by kind"));
        Assert.Equal(["b.example | TlsFailed | 5", "example.com | HTTP 503 | 4", "b.example | HTTP 503 | 3"], Rows(html, "Failures by host and kind"));
        Assert.Equal(["200 OK | 1", "503 Service Unavailable | 7"], Rows(html, "Responses by status"));
        Assert.Equal(["b.example | 8 | 8 | 7.8 KiB", "example.com | 5 | 4 | 4.9 KiB"], Rows(html, "Results by host"));
    }

    [Fact]
    public void What_hosts_refused_and_how_long_they_kept_urls_waiting_is_shown_where_there_was_any()
    {
        string html = Report([
            .. Enumerable.Range(1, 4).Select(index => new ResultCopy { Attempts = 3, Refusals = 2, Elapsed = TimeSpan.FromSeconds(10), HeldBack = TimeSpan.FromSeconds(index) }),
            new ResultCopy { Uri = "http://away.example/", Attempts = 2, Elapsed = TimeSpan.FromSeconds(10), HeldBack = TimeSpan.FromSeconds(8) },
            new ResultCopy { Uri = "http://good.example/" }]);

        Assert.Equal(["example.com | 8 | 4 | 4.00 s", "away.example | 0 | 1 | 8.00 s"], Rows(html, "Hosts that refused requests or could not be reached for a time"));
        Assert.Contains("5 fetches waited, 8.00 s at most", Text(html), StringComparison.Ordinal);
        Assert.DoesNotContain("refused", Report(new ResultCopy()), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_ten_slowest_and_the_first_fifty_that_failed_are_listed()
    {
        string html = Report(Enumerable.Range(0, 300).Select(index => new ResultCopy
        {
            Uri = $"http://example.com/{index}",
            StatusCode = index % 2 == 0 ? 200 : 500,
            Elapsed = TimeSpan.FromMilliseconds(100 + (index * 7 % 300)),
        }));

        Assert.Equal(
            Enumerable.Range(0, 300).OrderByDescending(index => index * 7 % 300).Take(10).Select(index => $"http://example.com/{index}HTTP {(index % 2 == 0 ? 200 : 500)}"),
            Rows(html, "Slowest URLs").Select(row => row.Split(" | ")[0]));
        Assert.Equal(Enumerable.Range(0, 50).Select(index => $"http://example.com/{(index * 2) + 1}HTTP 500"), Rows(html, "URLs that failed").Select(row => row.Split(" | ")[0]));
        Assert.Contains("and 100 more results", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(1)]
    [InlineData(3_600)]
    [InlineData(1_000_000)]
    public void The_course_of_a_batch_has_all_fetches_in_few_intervals(double secondsBetween)
    {
        // In an order that no clock has: the middle first, then outwards.
        IEnumerable<ResultCopy> copies = Enumerable.Range(0, 500).Select(index => new ResultCopy
        {
            StartTime = ResultCopy.Noon.AddSeconds((index % 2 == 0 ? index : -index) * secondsBetween),
            StatusCode = index % 5 == 0 ? 500 : 200,
        });

        List<string> rows = Rows(Report(copies), "What ended in each interval of [^<]+");

        Assert.InRange(rows.Count, 1, 180);
        Assert.True(rows.Count >= 30 || secondsBetween < 0.01, $"{rows.Count} intervals show too little.");
        Assert.Equal(400, rows.Sum(row => int.Parse(row.Split(" | ")[1], CultureInfo.InvariantCulture)));
        Assert.Equal(100, rows.Sum(row => int.Parse(row.Split(" | ")[2], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_report_of_nothing_says_so()
    {
        string html = Report();

        Assert.Contains("No results came in.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<svg", html, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_of_what_was_never_sent_has_no_charts()
    {
        string html = Report(new ResultCopy { Uri = "ftp://x/", StatusCode = 0, Error = "InvalidUri", Attempts = 0 });

        Assert.Contains("No request was sent.", html, StringComparison.Ordinal);
        Assert.Equal(["ftp://x/InvalidUri | – | 0"], Rows(html, "URLs that failed"));
        Assert.DoesNotContain("<svg", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_is_the_same_whatever_the_culture()
    {
        string html = Report(Everything());
        RunResult run = Session.With("german", CultureInfo.GetCultureInfo("de-DE")).Run("""
            [cultureinfo]::CurrentCulture = $german
            $null = $copies | Measure-ParallelFetch -HtmlPath $path
            """);

        Assert.Empty(run.Errors);
        Assert.Equal(WithoutDate(html), WithoutDate(File.ReadAllText(ReportPath)));
    }

    [Fact]
    public void The_time_zone_is_said()
    {
        string html = Report(new ResultCopy());

        DateTimeOffset local = TimeZoneInfo.ConvertTime(ResultCopy.Noon, TimeZoneInfo.Local);
        Assert.Contains(local.ToString("yyyy-MM-dd HH:mm:ss 'UTC'zzz", CultureInfo.InvariantCulture), Text(html), StringComparison.Ordinal);
        Assert.Contains($"All times are those of the zone {TimeZoneInfo.Local.Id}.", Text(html), StringComparison.Ordinal);
    }

    private static string WithoutDate(string html) => WrittenAt().Replace(html, string.Empty);

    private static string Tags(string html) => string.Join('\n', Tag().Matches(html).Select(match => match.Value));

    private static string Text(string html) => System.Net.WebUtility.HtmlDecode(Tag().Replace(html, string.Empty));

    // The rows of the body of a table, cells with a bar between.
    private static List<string> Rows(string html, string caption)
    {
        Match table = Regex.Match(html, $"<caption>{caption}</caption>.*?<tbody>(.*?)</tbody>", RegexOptions.Singleline);
        Assert.True(table.Success, $"There is no table '{caption}'.");
        return [.. Row().Matches(table.Groups[1].Value).Select(row => string.Join(" | ", Cell().Matches(row.Value).Select(cell => Text(cell.Groups[1].Value).ReplaceLineEndings(string.Empty).Trim())))];
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("<tr>.*?</tr>", RegexOptions.Singleline)]
    private static partial Regex Row();

    [GeneratedRegex("<t[hd][^>]*>(.*?)</t[hd]>", RegexOptions.Singleline)]
    private static partial Regex Cell();

    [GeneratedRegex("Written by Measure-ParallelFetch, [^.]*")]
    private static partial Regex WrittenAt();
}
