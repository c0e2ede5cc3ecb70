using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;
using StockPowerShell;

namespace ParallelFetch.Tests;

/// <summary>The server of the tutorials, as its user sees it.</summary>
public sealed class ServeTests(ServerFixture fixture)
{
    [Fact]
    public async Task It_says_where_it_is_and_keeps_running()
    {
        using Process process = Start("--port", "0");
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
    [InlineData("--port")]
    [InlineData("--port", "65535")]
    [InlineData("somewhere")]
    public async Task It_takes_a_port_and_nothing_else(params string[] options)
    {
        (int exitCode, string error) = await RunAsync(options);

        Assert.Equal(64, exitCode);
        Assert.Contains("--port", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_what_to_do_when_its_port_is_taken()
    {
        (int exitCode, string error) = await RunAsync("--port", fixture.Server.Http.Port.ToString(CultureInfo.InvariantCulture));

        Assert.Equal(1, exitCode);
        Assert.Contains("choose others: serve --port", error, StringComparison.Ordinal);
        Assert.Contains("in use", error, StringComparison.Ordinal);
    }

    private static Process Start(params string[] options) =>
        Process.Start(new ProcessStartInfo(PowerShellTool.Host, ["exec", RepositoryLayout.LoopbackServerAssembly, "serve", .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static async Task<(int ExitCode, string Error)> RunAsync(params string[] options)
    {
        using Process process = Start(options);
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, error);
    }
}
