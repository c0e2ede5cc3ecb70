using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ParallelFetch.Tests.Reporting;

/// <summary>A headless Chromium, told what to do over its DevTools protocol. One for all tests of a class.</summary>
public sealed partial class Browser : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("ParallelFetch-chromium-");
    private Process? _process;
    private Uri? _devTools;

    /// <summary>Why there is no browser; null when there is one.</summary>
    public string? Missing { get; private set; }

    public async ValueTask InitializeAsync()
    {
        string? program = Find();
        if (program is null)
        {
            Missing = "NOT RUN: chromium is not on the PATH, so nobody looked at the page. 'apt-get install chromium' or the like brings it.";
            return;
        }

        // Neither the sandbox nor /dev/shm can be had in every container; what is shown is our own page.
        var start = new ProcessStartInfo(program, [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
            "--hide-scrollbars", "--remote-debugging-port=0", $"--user-data-dir={_profile.FullName}", "about:blank"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var ready = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                ready.TrySetException(new InvalidOperationException("Chromium ended before it was ready."));
            }
            else if (Listening().Match(line.Data) is { Success: true } match)
            {
                ready.TrySetResult(new Uri(match.Groups[1].Value));
            }
        };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        _devTools = await ready.Task.WaitAsync(Patience);
    }

    /// <summary>Opens a page in a tab of its own.</summary>
    public Task<BrowserTab> OpenAsync(string path, int width, int height, bool isDark = false)
    {
        Assert.SkipWhen(_devTools is null, Missing ?? string.Empty);
        return BrowserTab.OpenAsync(_devTools!, new Uri(path), width, height, isDark, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            // Asked to, it ends its own processes; killed, it would leave them to whoever looks after orphans.
            using var timeout = new CancellationTokenSource(Patience);
            try
            {
                await BrowserTab.CloseBrowserAsync(_devTools!, timeout.Token);
                await _process.WaitForExitAsync(timeout.Token);
            }
            finally
            {
                _process.Kill(entireProcessTree: true);
            }

            _process.Dispose();
        }

        // Its children may still be at their last writes.
        for (int attempt = 0; _profile.Exists && attempt < 50; attempt++)
        {
            try
            {
                _profile.Delete(recursive: true);
                _profile.Refresh();
            }
            catch (IOException)
            {
                await Task.Delay(100);
            }
        }
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
        .SelectMany(static folder => new[] { "chromium", "chromium-browser", "google-chrome", "chrome.exe" }.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    [GeneratedRegex(@"DevTools listening on (ws://\S+)")]
    private static partial Regex Listening();
}
