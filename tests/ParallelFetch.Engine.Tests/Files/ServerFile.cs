using System.Net;
using System.Net.Http.Headers;
using ParallelFetch.Checkpoints;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Files;

namespace ParallelFetch.Engine.Tests.Files;

/// <summary>A folder, the fake network, and the answers of a server that has one file.</summary>
public sealed class ServerFile : IDisposable
{
    internal const string Modified = "Mon, 01 Jan 2024 00:00:00 GMT";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pf-files-");

    internal static Uri Uri { get; } = new("http://host/a.bin");

    internal static byte[] Content { get; } = [.. Enumerable.Range(0, 100).Select(number => (byte)number)];

    internal EngineFixture Engine { get; } = new();

    /// <summary>What the file is known by as this URL's.</summary>
    internal static CheckpointKey Owner { get; } = CheckpointKey.Of(HttpMethod.Get, Uri, default);

    /// <summary>The files in the folder, but for its index.</summary>
    internal string[] Names => [.. _folder.EnumerateFiles().Select(file => file.Name).Where(name => name != FolderIndex.FileName).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        Engine.Dispose();
        _folder.Delete(recursive: true);
    }

    internal string PathOf(string name) => Path.Combine(_folder.FullName, name);

    internal FileTarget Target() => new(new NameRegistry()) { Path = PathOf("a.bin") };

    internal FilePlace Place() => new(Target());

    internal static FetchRequest Request(FileTarget target) => FetchRequest.Create(Uri.AbsoluteUri, null).WithFile(target);

    /// <summary>The file, or a range of it.</summary>
    internal static HttpResponseMessage Response(HttpStatusCode status, int from = 0, int to = 99, long? total = 100, string? etag = "\"1\"", string? modified = Modified)
    {
        var response = new HttpResponseMessage(status) { Content = new ByteArrayContent(Content[from..(to + 1)]) };
        response.Headers.Date = new DateTimeOffset(2024, 2, 1, 0, 0, 0, TimeSpan.Zero);
        Add(response.Headers, "ETag", etag);
        Add(response.Content.Headers, "Last-Modified", modified);
        if (status == HttpStatusCode.PartialContent)
        {
            response.Content.Headers.ContentRange = total is null ? new ContentRangeHeaderValue(from, to) : new ContentRangeHeaderValue(from, to, total.Value);
        }

        return response;
    }

    private static void Add(HttpHeaders headers, string name, string? value)
    {
        if (value is not null)
        {
            headers.TryAddWithoutValidation(name, value);
        }
    }
}
