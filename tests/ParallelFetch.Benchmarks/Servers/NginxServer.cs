using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using ParallelFetch.Benchmarks.Peers;

namespace ParallelFetch.Benchmarks.Servers;

/// <summary>An nginx of our own: one worker, static files, a plain port and one with TLS and HTTP/2.</summary>
internal sealed partial class NginxServer : IStaticServer
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(3);

    private readonly string _program;
    private readonly string[] _arguments;
    private readonly Process _process;
    private readonly TemporaryFolder _folder;
    private readonly HttpClient _status = new(new SocketsHttpHandler { UseProxy = false });
    private readonly int _port;
    private readonly int _tlsPort;
    private long _before;

    private NginxServer(Tool nginx, TemporaryFolder folder)
    {
        _folder = folder;
        _port = FreePort();
        _tlsPort = FreePort();
        Description = $"nginx {nginx.Version}, one worker, on this machine";
        File.WriteAllText(folder.File(NginxConfiguration.FileName), NginxConfiguration.Text(_port, _tlsPort));
        _program = nginx.Path!;
        _arguments = ["-p", folder.Path, "-c", NginxConfiguration.FileName, "-e", "stderr"];
        _process = Process.Start(new ProcessStartInfo(_program, _arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    public string Description { get; }

    /// <summary>Starts nginx and waits until it answers.</summary>
    /// <exception cref="BenchmarkException">It does not start; the message has its last words.</exception>
    public static NginxServer Start(Tool nginx, long largeSize)
    {
        var folder = new TemporaryFolder();
        string files = folder.File("files");
        Directory.CreateDirectory(files);
        Directory.CreateDirectory(folder.File("temp"));
        StaticFiles.Write(files, largeSize);
        ServerCertificate.Write(folder.Path);

        // Started by root, the worker is somebody else and has to find the files all the same.
        folder.OpenToReaders();
        var server = new NginxServer(nginx, folder);
        try
        {
            server.WaitUntilReady();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    public string Url(StaticFile file, bool tls = false) =>
        $"{(tls ? "https" : "http")}://127.0.0.1:{(tls ? _tlsPort : _port)}/{StaticFiles.NameOf(file)}";

    public void Restart() => _before = CountedRequests();

    // Asking counts as a request, too.
    public Served Read() => new(CountedRequests() - _before - 1, null);

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        _status.Dispose();
        Stop();
        _process.Dispose();
        _folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void WaitUntilReady()
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < StartPatience && !_process.HasExited; Thread.Sleep(20))
        {
            try
            {
                CountedRequests();
                return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        Stop();
        throw new BenchmarkException($"nginx does not start: {_process.StandardError.ReadToEnd().Trim().ReplaceLineEndings(" ")}");
    }

    private long CountedRequests()
    {
        string page = _status.GetStringAsync($"http://127.0.0.1:{_port}/served").GetAwaiter().GetResult();
        Match counters = Counters().Match(page);
        return counters.Success
            ? long.Parse(counters.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)
            : throw new BenchmarkException("nginx does not say how many requests it served");
    }

    private void OnExit(object? sender, EventArgs e) => Stop();

    // Told to stop, it takes its worker along and leaves nothing behind; killed, it would not.
    private void Stop()
    {
        if (_process.HasExited)
        {
            return;
        }

        ChildProcess.Run(_program, [.. _arguments, "-s", "stop"], StopPatience);
        if (!_process.WaitForExit(StopPatience))
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
    }

    [GeneratedRegex(@"^\s*\d+ \d+ (\d+)\s*$", RegexOptions.Multiline)]
    private static partial Regex Counters();
}
