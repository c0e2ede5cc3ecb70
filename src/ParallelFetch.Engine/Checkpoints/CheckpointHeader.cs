using System.Text.Json;

namespace ParallelFetch.Checkpoints;

/// <summary>The first line of a journal: what the file is, and which version of it.</summary>
internal static class CheckpointHeader
{
    private const int Version = 1;

    /// <summary>As it is written, with its line feed.</summary>
    internal static ReadOnlySpan<byte> Line => "{\"format\":\"ParallelFetch checkpoint\",\"version\":1}\n"u8;

    private static ReadOnlySpan<byte> Unmistakable => "{\"format\":\"ParallelFetch"u8;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads the first line of a file.</summary>
    /// <exception cref="CheckpointException">It is no journal, or not of this version.</exception>
    internal static void Verify(ReadOnlySpan<byte> line, string path)
    {
        // Some editors put a mark there.
        if (Read(line.StartsWith(ByteOrderMark) ? line[ByteOrderMark.Length..] : line) is not string version)
        {
            throw NotACheckpoint(path);
        }

        if (version != FormattableString.Invariant($"{Version}"))
        {
            throw new CheckpointException(
                CheckpointFailureKind.UnknownVersion,
                path,
                $"The checkpoint file '{path}' has version {version} of the format, and this version of ParallelFetch knows only "
                + $"{Version}. Use the version that wrote it, or give another file. The file has been left as it was.");
        }
    }

    internal static CheckpointException NotACheckpoint(string path) => new(
        CheckpointFailureKind.NotACheckpoint,
        path,
        $"'{path}' is not a checkpoint file of ParallelFetch. Give the path of one, or of a file that does not exist yet. "
        + "The file has been left as it was.");

    /// <summary>
    /// Whether a file without a complete line is a journal that was cut off while it was created: less than its header, the
    /// end perhaps as NUL, which is what a power cut leaves of bytes that had a length but were not written. What could be
    /// anybody's, such as a lone brace, is not.
    /// </summary>
    internal static bool IsTorn(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> text = content.TrimEnd((byte)0);
        return content.Length <= Line.Length && Line.StartsWith(text) && (text.IsEmpty || text.StartsWith(Unmistakable));
    }

    /// <summary>The version as written; null when this is no header.</summary>
    private static string? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            JsonElement root = document.RootElement;

            // Reading on is what finds text behind the object.
            return !reader.Read()
                && root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("format"u8, out JsonElement format)
                && format.ValueEquals("ParallelFetch checkpoint"u8)
                && root.TryGetProperty("version"u8, out JsonElement version)
                    ? version.GetRawText()
                    : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
