using System.Globalization;
using System.Management.Automation;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;
using ParallelFetch.Tests.Requests;

namespace ParallelFetch.Tests.Files;

/// <summary>A test that looks at files: it has a folder of its own ($folder) and a server of files ($files).</summary>
public abstract class FileTest : RequestTest, IDisposable
{
    protected const string IndexName = ".parallelfetch.index";

    private readonly TemporaryFolder _folder = new();

    protected FileTest(ServerFixture fixture)
        : base(fixture)
    {
        Session.With("folder", Folder).With("files", Scope.RawUrl("file/").ToString());

        // What fails here fails by intent; tests of retries ask for them.
        Session.Run("$PSDefaultParameterValues['Start-ParallelFetch:MaximumRetryCount'] = 0");
    }

    protected string Folder => _folder.FullName;

    /// <summary>Everything below the folder by its relative path, in order, hidden files too, but for the indexes of folders.</summary>
    protected string[] Names => NamesIn(Folder);

    void IDisposable.Dispose()
    {
        Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static string[] NamesIn(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Where(static path => Path.GetFileName(path) != IndexName)
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    /// <summary>The first version of a served file.</summary>
    protected static byte[] Content(int size, int seed = 1) => FileContent.Create(seed, size);

    /// <summary>The version that ?changeAfter= leads to.</summary>
    protected static byte[] NextContent(int size, int seed = 1) => FileContent.Create(seed + 1000, size);

    /// <summary>What a GET of a URL is known by in a folder: half of a SHA-256, without a password.</summary>
    protected static string OwnerOf(string url)
    {
        var uri = new Uri(url);
        byte[] text = System.Text.Encoding.UTF8.GetBytes($"GET\n{uri.Scheme}://@{uri.IdnHost}:{uri.Port}{uri.PathAndQuery}\n");
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(text))[..32];
    }

    protected string PathOf(string name) => Path.Combine(Folder, name);

    protected byte[] Read(string name) => File.ReadAllBytes(PathOf(name));

    protected string Write(string name, string text) => _folder.Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    protected string Write(string name, byte[] content) => _folder.Write(name, content);

    /// <summary>The URL of a served file; its options are those of the server's FileResponses.</summary>
    protected string FileUrl(string name, string options = "") => Scope.RawUrl($"file/{name}?{options}").AbsoluteUri;

    /// <summary>Fetches one URL.</summary>
    protected RunResult Fetch(string url, string parameters) => Run($"Start-ParallelFetch {Quoted(url)} {parameters}");

    /// <summary>Fetches one URL, which has to succeed.</summary>
    protected PSObject FetchWell(string url, string parameters) => Assert.Single(RunWell($"Start-ParallelFetch {Quoted(url)} {parameters}").Output);

    /// <summary>Fetches one URL, which has to fail with an error of that id and with a result that has it.</summary>
    protected ErrorRecord FetchBadly(string url, string parameters, string id)
    {
        RunResult run = Fetch(url, parameters);
        Assert.Null(run.Thrown);
        Assert.True(run.ErrorIds.SequenceEqual([id]), $"{id} was expected: {string.Join("\n", run.Errors)}");
        PSObject result = Assert.Single(run.Output);
        Assert.Same(run.Errors[0], result.Get<ErrorRecord>("Error"));
        Assert.False(result.Get<bool>("IsSuccess"));
        Assert.Null(result.Get<string>("OutFile"));
        return run.Errors[0];
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>How often a served file was asked for.</summary>
    protected async Task<long> RequestsForAsync(string name) => (await CountersAsync())["/file/" + name].Requests;

    /// <summary>What was asked for in order: the Range field of each request, or "whole".</summary>
    protected async Task<string[]> RangesAsync() =>
        [.. (await RecordedAsync()).Select(request => request.Headers.Text("Range") ?? "whole")];

    /// <summary>Waits until a file has a length: until so much of a body has come.</summary>
    protected async Task WaitForLengthAsync(string name, long length)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        timeout.CancelAfter(Patience);
        while (!File.Exists(PathOf(name)) || new FileInfo(PathOf(name)).Length < length)
        {
            await Task.Delay(5, timeout.Token);
        }
    }

    /// <summary>A URL that ends after some bytes, the first time it is asked for.</summary>
    protected string CutUrl(string name, int size, int cut, string options = "") =>
        FileUrl(name, string.Create(CultureInfo.InvariantCulture, $"size={size}&cut={cut}&cutTimes=1&{options}"));
}
