using System.CommandLine;
using ParallelFetch.Benchmarks.Contenders;
using ParallelFetch.Benchmarks.Contenders.Persistent;
using ParallelFetch.Benchmarks.Scenarios;

namespace ParallelFetch.Benchmarks;

/// <summary>The command line, made of what the catalogs have.</summary>
internal static class CommandLine
{
    public static RootCommand Create(Func<BenchmarkOptions, bool, CancellationToken, int> run)
    {
        var scenarios = new Option<string[]>("--scenario")
        {
            Description = "Which scenarios; all that are on by default unless told",
            AllowMultipleArgumentsPerToken = true,
        };
        scenarios.AcceptOnlyFromAmong(ScenarioCatalog.Names);
        var contenders = new Option<string[]>("--contender")
        {
            Description = "Which contenders; all that are on this machine unless told",
            AllowMultipleArgumentsPerToken = true,
        };
        contenders.AcceptOnlyFromAmong([.. ContenderCatalog.Keys.Union(PersistentCatalog.Keys)]);
        Option<int?> rounds = Count("--rounds", "How many measured rounds; each scenario has its own number unless told");
        Option<int?> requests = Count("--requests", "How many requests per run; each scenario has its own number unless told");
        var output = new Option<string?>("--output")
        {
            Description = "Where the report goes; BenchmarkResults/<date>.md unless told (a smoke run: nowhere)",
        };
        var smoke = new Option<bool>("--smoke") { Description = "Every scenario once and tiny: does it work?" };
        var list = new Option<bool>("--list") { Description = "Lists scenarios, contenders and peers" };
        var command = new RootCommand("Measures ParallelFetch beside what a user would pick instead.")
        {
            scenarios, contenders, rounds, requests, output, smoke, list,
        };

        // On a thread of its own: this one has to be free to hear Ctrl+C.
        command.SetAction((parsed, cancellation) => Task.Factory.StartNew(() => run(
            new BenchmarkOptions
            {
                Scenarios = parsed.GetValue(scenarios) ?? [],
                Contenders = parsed.GetValue(contenders) ?? [],
                Rounds = parsed.GetValue(rounds),
                Requests = parsed.GetValue(requests),
                Output = parsed.GetValue(output),
                Smoke = parsed.GetValue(smoke),
            },
            parsed.GetValue(list),
            cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        return command;
    }

    private static Option<int?> Count(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1)
            {
                result.AddError($"{name} has to be at least 1.");
            }
        });
        return option;
    }
}
