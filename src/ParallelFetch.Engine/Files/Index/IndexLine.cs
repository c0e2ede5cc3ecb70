using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ParallelFetch.Checkpoints;

namespace ParallelFetch.Files;

/// <summary>One line of the index of a folder: what is known of a file, as JSON.</summary>
internal static class IndexLine
{
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A line, without its line feed.</summary>
    internal static byte[] Of(Validators note) => JsonSerializer.SerializeToUtf8Bytes(note, Json);

    /// <summary>Reads what is kept in memory of a line, for there may be a million; false for one that makes no sense.</summary>
    /// <param name="line">The line.</param>
    /// <param name="name">The name of the file.</param>
    /// <param name="owner">The key of its URL.</param>
    /// <param name="isMade">Whether the file is made, not only claimed.</param>
    internal static bool TryScan(ReadOnlySpan<byte> line, [NotNullWhen(true)] out string? name, out CheckpointKey owner, out bool isMade)
    {
        name = null;
        owner = default;
        isMade = false;
        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (Take(ref reader, "Name"u8))
                {
                    name = reader.GetString();
                }
                else if (Take(ref reader, "Owner"u8))
                {
                    owner = CheckpointKey.TryParse(reader.ValueSpan, out CheckpointKey key) ? key : default;
                }
                else if (Take(ref reader, "WrittenAt"u8))
                {
                    isMade = reader.TokenType == JsonTokenType.Number;
                }
                else
                {
                    reader.Skip();
                }
            }

            return name is not null && owner != default && reader.TokenType == JsonTokenType.EndObject;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, or a value of another type than expected.
            return false;
        }

        static bool Take(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name) && reader.Read();
    }

    /// <summary>Reads a line; null for one that makes no sense.</summary>
    internal static Validators? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            Validators? note = JsonSerializer.Deserialize<Validators>(line, Json);
            return note is { Name: not null, IsSound: true } ? note : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
