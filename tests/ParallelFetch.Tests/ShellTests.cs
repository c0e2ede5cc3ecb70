using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests;

/// <summary>The console host, and through it what the eye sees.</summary>
public sealed class ShellTests(ServerFixture fixture)
{
    private readonly ServerScope _scope = fixture.Server.NewScope(nameof(ShellTests));

    [Fact]
    public async Task A_command_line_shows_a_table_of_results()
    {
        (int exitCode, string output, _) = await RunAsync("-Command", $"'{_scope.Url("text/1")}', '{_scope.Url("status/404")}', '{fixture.Server.Refused}' | Start-ParallelFetch -InOrder -ErrorAction SilentlyContinue");

        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Matches(@"^Status +Time +Size +Uri$", lines[0]);
        Assert.Matches(@"^200 OK +[\d.]+ m?s +\d+ B +http://", lines[2]);
        Assert.Matches(@"^404 Not Found +[\d.]+ m?s +\d+ B +http://", lines[3]);
        Assert.Matches(@"^ConnectionFailed +[\d.]+ m?s +http://", lines[4]);
        Assert.NotEqual(64, exitCode);
    }

    [Fact]
    public async Task Errors_go_to_the_error_stream_and_name_the_url()
    {
        (int exitCode, string output, string error) = await RunAsync("-Command", "Start-ParallelFetch 'ftp://x/y'");

        Assert.Contains("ftp://x/y", error, StringComparison.Ordinal);
        Assert.Contains("only http and https", Regex.Replace(error, @"\s+", " "), StringComparison.Ordinal);
        Assert.Contains("InvalidUri", output, StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
    }

    [Fact]
    public async Task A_password_in_a_url_is_not_shown()
    {
        (_, string output, string error) = await RunAsync("-Command", "Start-ParallelFetch 'http://user:secret@127.0.0.1:1/x'");

        Assert.Contains("127.0.0.1:1/x", output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret@", output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret@1", error.Replace("'http://user:secret@127.0.0.1:1/x'", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handles_and_limits_have_their_tables()
    {
        (_, string output, _) = await RunAsync("-Command", $"Start-ParallelFetch '{_scope.Url("text/1")}' -NoWait -PassThru");
        (_, string limit, _) = await RunAsync("-Command", "Set-ParallelFetchLimit 0 -PassThru");

        Assert.Matches(@"Id +State +Uri", output);
        Assert.Matches(@"1 +(Running|Completed) +http://", output);
        Assert.Matches(@"Throttle +PerHost +Rate/s +HostRate/s +Auto +InFlight +Waiting +Hosts", limit);
        Assert.Contains("no limit", limit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_file_reads_its_urls_with_Get_Content()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string urls = Path.Combine(folder, "urls.txt");
            string script = Path.Combine(folder, "fetch.ps1");
            await File.WriteAllLinesAsync(urls, ["# a list", _scope.Url("text/1").ToString(), "", _scope.Url("text/2").ToString()], TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(
                script,
                "param($Path) $r = Get-Content $Path | Start-ParallelFetch -Throttle 20; $r.Count; exit 7",
                TestContext.Current.CancellationToken);

            (int exitCode, string output, string error) = await RunAsync("-File", script, urls);

            Assert.Equal(string.Empty, error);
            Assert.Equal("2", output.Trim());
            Assert.Equal(7, exitCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task The_demo_fetches_all_its_pages_both_ways()
    {
        (int exitCode, string output, string error) = await RunAsync("demo", "--count", "20", "--delay", "10");

        Assert.Equal(0, exitCode);
        Assert.Equal(string.Empty, error);
        Assert.Contains("200 OK", output, StringComparison.Ordinal);
        Assert.Contains("Start-ParallelFetch -Throttle 20", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_says_where_the_demo_server_is_and_keeps_it_running()
    {
        using Process process = Start("serve", "--port", "0");
        try
        {
            var addresses = new List<Uri>();
            while (addresses.Count < 2 && await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                addresses.AddRange(Regex.Matches(line, @"http://127\.0\.0\.1:\d+").Select(match => new Uri(match.Value)));
            }

            using var client = new HttpClient(new HttpClientHandler { Proxy = new WebProxy(addresses[1]) });
            string behind = new UriBuilder(addresses[0]) { Path = "text/a", Host = "web1.test" }.Uri.AbsoluteUri;

            Assert.Equal("/text/a", await client.GetStringAsync(behind, TestContext.Current.CancellationToken));
            Assert.False(process.HasExited);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Theory]
    [InlineData("serve", "--port")]
    [InlineData("serve", "--port", "65535")]
    [InlineData("serve", "somewhere")]
    public async Task Serve_takes_a_port_and_nothing_else(params string[] arguments)
    {
        (int exitCode, _, string error) = await RunAsync(arguments);

        Assert.Equal(64, exitCode);
        Assert.Contains("--port", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_says_what_to_do_when_its_port_is_taken()
    {
        (int exitCode, _, string error) = await RunAsync("serve", "--port", fixture.Server.Http.Port.ToString(CultureInfo.InvariantCulture));

        Assert.Equal(1, exitCode);
        Assert.Contains("choose others: serve --port", error, StringComparison.Ordinal);
        Assert.Contains("in use", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_usage_says_how_it_is_used()
    {
        (int exitCode, string output, string error) = await RunAsync("-NoSuchOption");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("-NoSuchOption", output + error, StringComparison.Ordinal);
    }

    private static Process Start(params string[] arguments)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string shell = Path.Combine(RepositoryLayout.Root, "src", "ParallelFetch.Shell", "bin", configuration, "net10.0", "ParallelFetch.Shell.dll");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [shell, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["COLUMNS"] = "120";
        return Process.Start(start)!;
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using Process process = Start(arguments);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
