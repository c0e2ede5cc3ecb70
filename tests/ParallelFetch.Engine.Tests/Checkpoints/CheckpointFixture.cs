using System.Text;
using Microsoft.Extensions.Time.Testing;
using ParallelFetch.Checkpoints;

namespace ParallelFetch.Engine.Tests.Checkpoints;

/// <summary>A folder of its own, and entries to put into a journal there.</summary>
public sealed class CheckpointFixture : IDisposable
{
    internal const string Header = "{\"format\":\"ParallelFetch checkpoint\",\"version\":1}\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checkpoint");

    internal string FolderPath => _folder.FullName;

    internal string FilePath => Path.Combine(FolderPath, "run.checkpoint");

    internal FakeTimeProvider Clock { get; } = new();

    public void Dispose()
    {
        _folder.Delete(recursive: true);
    }

    internal static CheckpointKey Key(string url) => CheckpointKey.Of(HttpMethod.Get, new Uri(url), default);

    internal static CheckpointKey Key(int number) => Key($"http://example.com/{number}");

    internal static CheckpointEntry Entry(string url) => new()
    {
        Key = Key(url),
        Url = url,
        Method = "GET",
        StatusCode = 200,
        FinishedAt = new DateTimeOffset(2026, 7, 1, 12, 30, 0, TimeSpan.Zero),
    };

    internal static CheckpointEntry Entry(int number) => Entry($"http://example.com/{number}");

    /// <summary>An entry with every member, and characters of every length in UTF-8.</summary>
    internal static CheckpointEntry FullEntry(int number) => Entry($"http://example.com/ä/€/😀/{number}") with
    {
        StatusCode = 203,
        OutFile = $"/tmp/\"out\" ü\n{number}.html",
        ETag = "W/\"abc\\1\"",
        Hash = "sha256:00ff",
        Length = 5_000_000_000,
    };

    internal static string Line(int number) => Line(Entry(number));

    internal static string Line(CheckpointEntry entry)
    {
        var text = new System.Buffers.ArrayBufferWriter<byte>();
        CheckpointLine.Write(entry, CheckpointLine.CreateWriter(text), text);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    internal static MemoryCheckpointFile FileOf(params string[] parts) => new() { Content = Encoding.UTF8.GetBytes(string.Concat(parts)) };

    internal static string Text(byte[] content) => Encoding.UTF8.GetString(content);

    internal CheckpointJournal Open() => CheckpointJournal.Open(FilePath, Clock);

    internal CheckpointJournal Open(ICheckpointFile file) => CheckpointJournal.Open(FilePath, Clock, _ => file);

    internal CheckpointException Refusal(string path) => Assert.Throws<CheckpointException>(() => CheckpointJournal.Open(path, Clock));
}
