using ParallelFetch.Tests.Hosting;
using ParallelFetch.Tests.Measuring;
using ParallelFetch.Tests.Requests;

namespace ParallelFetch.Tests.Reporting;

/// <summary>What a test of the report needs: a session, a folder, and results to report.</summary>
public abstract class ReportTest : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    protected PowerShellSession Session { get; } = new();

    protected string FolderPath => _folder.FullName;

    protected string ReportPath => Path.Combine(FolderPath, "report.html");

    public void Dispose()
    {
        Session.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected string Report(params IEnumerable<ResultCopy> copies)
    {
        RunResult run = Session.With("copies", copies.Select(copy => copy.ToPSObject()).ToArray()).With("path", ReportPath)
            .Run("$copies | Measure-ParallelFetch -HtmlPath $path");
        Assert.Empty(run.Errors);
        Assert.Equal("FetchSummary", Assert.Single(run.Output).BaseObject.GetType().Name);
        return File.ReadAllText(ReportPath);
    }

    /// <summary>Results with everything that a page can show, friendly and hostile.</summary>
    private protected static IEnumerable<ResultCopy> Everything()
    {
        var random = new Random(4711);
        string longName = string.Join('.', Enumerable.Repeat("averylonglabelthatnobodywouldeverchooseforahost", 4));
        yield return new ResultCopy { Uri = "</th><script>window.broken = 1</script><img src=http://127.0.0.1:1/x onerror=\"window.broken = 1\">", Error = "\"><script>window.broken = 1</script>", StatusCode = 0 };
        yield return new ResultCopy { Uri = "javascript:window.broken=1//'\"\u0000\u202E", Error = "InvalidUri", StatusCode = 0, Attempts = 0 };
        for (int index = 0; index < 2_000; index++)
        {
            bool isLost = index % 50 == 0;
            yield return new ResultCopy
            {
                Uri = index % 3 == 0 ? $"https://{longName}.example/p{index}" : $"https://me:hunter2@shop.example/{new string('x', index % 400)}?access_token=topsecret{index}#part",
                StatusCode = isLost ? 0 : index % 17 == 0 ? 404 : 200,
                Error = isLost ? "ConnectionFailed" : null,
                Attempts = 1 + (index % 2),
                StartTime = ResultCopy.Noon.AddMilliseconds(index * 40),
                Elapsed = TimeSpan.FromSeconds(Math.Pow(10, (random.NextDouble() * 4) - 3)),
                Computer = index % 5 == 0 ? "<script>window.broken = 1</script>" : "east",
            };
        }

        yield return new ResultCopy { IsSkipped = true, Attempts = 0 };
    }
}
