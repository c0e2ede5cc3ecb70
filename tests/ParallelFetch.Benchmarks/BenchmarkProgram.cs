using System.Text;
using LoopbackServer.Client;
using ParallelFetch.Benchmarks.Contenders;
using ParallelFetch.Benchmarks.Contenders.Persistent;
using ParallelFetch.Benchmarks.Peers;
using ParallelFetch.Benchmarks.Reporting;
using ParallelFetch.Benchmarks.Scenarios;

namespace ParallelFetch.Benchmarks;

/// <summary>Runs scenarios and writes the report.</summary>
internal static class BenchmarkProgram
{
    private const int Interrupted = 130;

    public static int Run(BenchmarkOptions options, bool list, CancellationToken cancellation)
    {
        var tools = new Toolbox();
        if (list)
        {
            Console.Out.Write(Listing(tools));
            return 0;
        }

        using var context = new BenchmarkContext(options, tools, cancellation);
        string head = $"# ParallelFetch benchmark{(options.Smoke ? " (smoke run: the figures mean nothing)" : string.Empty)}\n\n{MachineFacts.Text(tools)}";
        Console.Out.WriteLine(head);
        var text = new StringBuilder().AppendLine(head);
        bool failed = false;
        try
        {
            foreach (Scenario scenario in ScenarioCatalog.Choose(options))
            {
                ScenarioReport report = scenario.Run(context);
                failed |= report.HasFailed;
                Console.Out.Write(report);
                text.Append(report);

                // After each, so that a run that is cut short has not been for nothing.
                Write(options, text);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Interrupted;
        }

        return failed ? 1 : 0;
    }

    private static void Write(BenchmarkOptions options, StringBuilder text)
    {
        string? path = options.Output ?? (options.Smoke ? null : UsualPath);
        if (path is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllText(path, text.ToString().TrimEnd() + Environment.NewLine);
        }
    }

    private static string UsualPath { get; } =
        Path.Combine(RepositoryLayout.Root, "BenchmarkResults", $"{DateTime.Now:yyyy-MM-dd-HHmm}.md");

    private static string Listing(Toolbox tools)
    {
        var scenarios = new MarkdownTable("scenario", "what", "on by default");
        foreach (Scenario scenario in ScenarioCatalog.All)
        {
            scenarios.Add(scenario.Name, scenario.Title, scenario.IsOn ? "yes" : "no");
        }

        string contenders = string.Join(", ", ContenderCatalog.Keys.Union(PersistentCatalog.Keys));
        return $"{scenarios}\nContenders: {contenders}\n\n{MachineFacts.Peers(tools)}";
    }
}
