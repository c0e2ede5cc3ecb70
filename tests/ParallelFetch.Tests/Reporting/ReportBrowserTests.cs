using ParallelFetch.Tests.Measuring;

namespace ParallelFetch.Tests.Reporting;

/// <summary>The report in a real browser.</summary>
public sealed class ReportBrowserTests(Browser browser) : ReportTest, IClassFixture<Browser>
{
    // The texts whose contrast with what is behind them is below what WCAG 2.2 asks for (1.4.3, level AA).
    private const string PoorlyReadable = """
        (() => {
          const parse = c => (c.match(/[\d.]+/g) || []).map(Number);
          const light = c => { const [r, g, b] = parse(c).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; const p = parse(c); if (p.length < 4 || p[3] > 0) return c; } return 'rgb(255, 255, 255)'; };
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const poor = [];
          let seen = 0;
          while (walker.nextNode()) {
            const e = walker.currentNode.parentElement;
            if (!walker.currentNode.data.trim()) continue;
            seen++;
            const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
            if ((a + 0.05) / (b + 0.05) < 4.5) poor.push(e.outerHTML.slice(0, 100));
          }
          return seen > 0 ? poor : ['no text at all'];
        })()
        """;

    // What reaches beyond the right edge, other than what is cut off on purpose.
    private const string TooWide = """
        [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5).map(e => e.outerHTML.slice(0, 100))
        """;

    [Theory]
    [InlineData(360, 800, false)]
    [InlineData(360, 800, true)]
    [InlineData(1280, 800, false)]
    [InlineData(1280, 800, true)]
    public async Task The_page_fits_asks_for_nothing_complains_of_nothing_and_can_be_read(int width, int height, bool isDark)
    {
        Report(Everything());
        using BrowserTab tab = await browser.OpenAsync(ReportPath, width, height, isDark);

        Assert.Equal(width, await tab.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(await tab.EvaluateAsync<string[]>(TooWide));
        await tab.EvaluateAsync<int>("document.querySelectorAll('details').forEach(d => d.open = true), 0");
        Assert.Equal(width, await tab.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(await tab.EvaluateAsync<string[]>(PoorlyReadable));
        Assert.Equal([new Uri(ReportPath).AbsoluteUri], tab.Requests);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Light_and_dark_follow_the_reader()
    {
        Report(new ResultCopy());
        const string Background = "getComputedStyle(document.body).backgroundColor";
        using BrowserTab light = await browser.OpenAsync(ReportPath, 360, 800);
        using BrowserTab dark = await browser.OpenAsync(ReportPath, 360, 800, isDark: true);

        Assert.NotEqual(await light.EvaluateAsync<string>(Background), await dark.EvaluateAsync<string>(Background));
    }

    [Fact]
    public async Task Hostile_names_are_text_and_nothing_of_them_runs()
    {
        Report(Everything());
        using BrowserTab tab = await browser.OpenAsync(ReportPath, 1280, 800);

        Assert.Equal("undefined", await tab.EvaluateAsync<string>("typeof window.broken"));
        Assert.Equal(0, await tab.EvaluateAsync<int>("document.querySelectorAll('script, img, iframe, a, link').length"));
        string text = await tab.EvaluateAsync<string>("document.body.textContent");
        Assert.Contains("</th><script>window.broken = 1</script><img src=http://127.0.0.1:1/x onerror=\"window.broken = 1\">", text, StringComparison.Ordinal);
        Assert.Contains("\"><script>window.broken = 1</script>", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_numbers_are_there_for_those_who_hear_the_page()
    {
        Report(Everything());
        using BrowserTab tab = await browser.OpenAsync(ReportPath, 360, 800);

        Assert.Equal("en", await tab.EvaluateAsync<string>("document.documentElement.lang"));
        Assert.StartsWith("ParallelFetch report, ", await tab.EvaluateAsync<string>("document.title"), StringComparison.Ordinal);
        Assert.Equal(3, await tab.EvaluateAsync<int>("[...document.querySelectorAll('svg')].filter(s => s.getAttribute('role') === 'img' && s.getAttribute('aria-label').length > 20).length"));
        Assert.Equal(0, await tab.EvaluateAsync<int>("[...document.querySelectorAll('table')].filter(t => !t.caption || !t.caption.textContent.trim()).length"));
        Assert.Equal(0, await tab.EvaluateAsync<int>("[...document.querySelectorAll('th')].filter(t => !t.scope).length"));
        Assert.Equal(0, await tab.EvaluateAsync<int>("[...document.querySelectorAll('section')].filter(s => !s.ariaLabel && !document.getElementById(s.getAttribute('aria-labelledby'))).length"));
        string text = await tab.EvaluateAsync<string>("document.body.innerText");
        foreach (string expected in new[] { "2,003 results", "1,845 succeeded", "157 failed", "1 skipped", "How long fetches took", "Throughput over time", "ConnectionFailed", "404 Not Found", "Slowest URLs", "URLs that failed" })
        {
            Assert.Contains(expected, text.Replace("\n", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Bars_are_as_high_as_their_counts()
    {
        Report([
            .. Enumerable.Range(0, 40).Select(_ => new ResultCopy { Elapsed = TimeSpan.FromMilliseconds(10) }),
            .. Enumerable.Range(0, 10).Select(_ => new ResultCopy { Elapsed = TimeSpan.FromSeconds(10) })]);
        using BrowserTab tab = await browser.OpenAsync(ReportPath, 1280, 800);

        double[] bars = await tab.EvaluateAsync<double[]>("[...document.querySelector('svg').querySelectorAll('rect')].map(r => r.getBoundingClientRect()).flatMap(r => [r.left, r.height])");

        Assert.Equal(4, bars.Length);
        Assert.True(bars[0] < bars[2]);
        Assert.Equal(4, bars[1] / bars[3], 0.1);
    }

    [Fact]
    public async Task These_checks_would_see_a_bad_page()
    {
        await File.WriteAllTextAsync(ReportPath, """
            <!DOCTYPE html><meta name="viewport" content="width=device-width"><body style="background:#fff"><img src="http://127.0.0.1:1/x">
            <div style="width:2000px;color:#ddd">pale</div><script>console.error('no'); undefinedFunction()</script>
            """, TestContext.Current.CancellationToken);
        using BrowserTab tab = await browser.OpenAsync(ReportPath, 360, 800);

        Assert.NotEqual(360, await tab.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.NotEmpty(await tab.EvaluateAsync<string[]>(TooWide));
        Assert.NotEmpty(await tab.EvaluateAsync<string[]>(PoorlyReadable));
        Assert.Contains("http://127.0.0.1:1/x", tab.Requests);
        Assert.True(tab.Complaints.Count >= 2);
    }
}
