using System.Globalization;
using System.Text.Json;
using LoopbackServer.Client;
using ParallelFetch.Tests.Files;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Checkpoints;

/// <summary>A long batch is killed again and again (SIGKILL), and then left to end.</summary>
public sealed class KillTests(ServerFixture fixture) : FileTest(fixture)
{
    private readonly Dictionary<string, long> _requestsWhenRecorded = new(StringComparer.Ordinal);

    [Theory]
    [InlineData("", "", 2000, 20)]
    [InlineData("-Resume", "", 300, 3)]
    [InlineData("-Resume", "&disposition=attachment; filename=data.bin", 300, 3)]
    public async Task Whatever_was_recorded_is_not_fetched_again_and_every_file_is_whole_in_the_end(string parameters, string options, int files, int kills)
    {
        int seed = Environment.GetEnvironmentVariable("PARALLELFETCH_KILL_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        TestContext.Current.SendDiagnosticMessage($"PARALLELFETCH_KILL_SEED={seed}");
        var random = new Random(seed);
        string script = $"1..{files} | ForEach-Object {{ '{FileUrl("NAME", "size=3000" + options + "&seed=")}'.Replace('NAME', $_) + $_ }} | "
            + $"Start-ParallelFetch -Throttle 20 -OutDirectory '{PathOf("out")}' -Checkpoint '{PathOf("done.jsonl")}' {parameters} | ForEach-Object {{ if ($_.Error) {{ \"FAILED $($_.Error)\" }} }}";
        try
        {
            for (int kill = 0; kill < kills; kill++)
            {
                // By the number of requests, so that a slow machine is killed in the middle, too.
                await KillAsync(script, after: random.Next(2 * files * 9 / 10 / kills));
            }

            using PowerShellProcess last = PowerShellProcess.Start(script);
            (int exitCode, string output, string error) = await last.WaitAsync(Cancellation);

            Assert.Equal((0, "", ""), (exitCode, output, error));
            await AssertNothingRecordedWasFetchedAgainAsync();
            AssertFiles(files, options.Length > 0);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new InvalidOperationException($"With PARALLELFETCH_KILL_SEED={seed}: {exception.Message}", exception);
        }
    }

    private async Task KillAsync(string script, int after)
    {
        long before = (await CountersAsync()).Total.Requests;
        using PowerShellProcess process = PowerShellProcess.Start(script);
        while (!process.Process.HasExited && (await CountersAsync()).Total.Requests < before + after)
        {
            await Task.Delay(20, Cancellation);
        }

        process.Process.Kill();
        await process.Process.WaitForExitAsync(Cancellation);
        await WaitUntilQuietAsync();
        await AssertNothingRecordedWasFetchedAgainAsync();
    }

    private async Task AssertNothingRecordedWasFetchedAgainAsync()
    {
        ServerCounters counters = await CountersAsync();
        foreach (string path in Recorded().Select(url => "/file/" + Path.GetFileName(new Uri(url).AbsolutePath)))
        {
            long requests = counters[path].Requests;
            Assert.True(_requestsWhenRecorded.GetValueOrDefault(path, requests) == requests, $"{path} was fetched again.");
            _requestsWhenRecorded[path] = requests;
        }
    }

    // The last line may be torn.
    private string[] Recorded() => !File.Exists(PathOf("done.jsonl")) ? [] :
        [.. File.ReadAllText(PathOf("done.jsonl")).Split('\n')[..^1].Skip(1).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("url").GetString()!)];

    private void AssertFiles(int count, bool isNamedByServer)
    {
        Assert.Equal(count, Recorded().Length);
        string[] names = NamesIn(PathOf("out"));
        Assert.DoesNotContain(names, name => name[0] == '.');
        Dictionary<int, string> files = File.ReadLines(PathOf("done.jsonl")).Skip(1).Select(line => JsonDocument.Parse(line).RootElement).ToDictionary(
            line => int.Parse(line.GetProperty("url").GetString()!.Split("&seed=")[1], CultureInfo.InvariantCulture),
            line => line.GetProperty("outFile").GetString()!);
        Assert.Equal(count, files.Values.Distinct().Count());
        foreach ((int seed, string path) in files)
        {
            Assert.True(Content(3000, seed).AsSpan().SequenceEqual(File.ReadAllBytes(path)), $"{path} is not what URL {seed} has.");
        }

        // What the server names may have been put there just before a kill, under a name that the next run gives to no other.
        Assert.True(isNamedByServer ? names.Length >= count : names.Length == count, $"{names.Length} files");
    }
}
