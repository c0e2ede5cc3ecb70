using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace ParallelFetch.Checkpoints;

/// <summary>One line of a journal as JSON. What it does not know in a line it skips.</summary>
internal static class CheckpointLine
{
    /// <summary>Line feed included.</summary>
    internal const int LongestLine = 1024 * 1024;

    private const byte LineFeed = (byte)'\n';

    // For people to read: "ä" stays "ä", and nobody puts this into a web page.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    private static readonly JsonEncodedText Key = JsonEncodedText.Encode("key");
    private static readonly JsonEncodedText Finished = JsonEncodedText.Encode("finished");
    private static readonly JsonEncodedText Method = JsonEncodedText.Encode("method");
    private static readonly JsonEncodedText Url = JsonEncodedText.Encode("url");
    private static readonly JsonEncodedText Status = JsonEncodedText.Encode("status");
    private static readonly JsonEncodedText OutFile = JsonEncodedText.Encode("outFile");
    private static readonly JsonEncodedText Length = JsonEncodedText.Encode("length");
    private static readonly JsonEncodedText ETag = JsonEncodedText.Encode("etag");
    private static readonly JsonEncodedText Hash = JsonEncodedText.Encode("hash");

    // A valid entry that cannot be written is a mistake in the code, so there is no need to check each of the writer's calls.
    internal static Utf8JsonWriter CreateWriter(IBufferWriter<byte> target) =>
        new(target, new JsonWriterOptions { Encoder = Encoder, SkipValidation = true });

    /// <summary>Writes a line, with its line feed.</summary>
    internal static void Write(CheckpointEntry entry, Utf8JsonWriter json, IBufferWriter<byte> target)
    {
        json.Reset();
        json.WriteStartObject();
        json.WriteString(Key, entry.Key.ToString());
        json.WriteString(Finished, entry.FinishedAt.UtcDateTime);
        json.WriteString(Method, entry.Method);
        json.WriteString(Url, entry.Url);
        json.WriteNumber(Status, entry.StatusCode);
        WriteOptional(json, OutFile, entry.OutFile);
        if (entry.Length is long length)
        {
            json.WriteNumber(Length, length);
        }

        WriteOptional(json, ETag, entry.ETag);
        WriteOptional(json, Hash, entry.Hash);
        json.WriteEndObject();
        json.Flush();
        target.Write([LineFeed]);
    }

    /// <summary>Reads a line for its key alone, at no cost in memory; false exactly when <see cref="TryReadEntry"/> is.</summary>
    internal static bool TryReadKey(ReadOnlySpan<byte> line, out CheckpointKey key) => TryRead(line, keyOnly: true, out key, out _);

    /// <summary>Reads a line.</summary>
    internal static bool TryReadEntry(ReadOnlySpan<byte> line, [NotNullWhen(true)] out CheckpointEntry? entry) =>
        TryRead(line, keyOnly: false, out _, out entry);

    private static void WriteOptional(Utf8JsonWriter json, JsonEncodedText name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static bool TryRead(ReadOnlySpan<byte> line, bool keyOnly, out CheckpointKey key, out CheckpointEntry? entry)
    {
        entry = null;
        key = default;
        if (!Utf8.IsValid(line))
        {
            return false;
        }

        try
        {
            var members = new Members { KeyOnly = keyOnly };
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                members.Read(ref reader);
            }

            // Reading on is what finds text behind the object.
            key = members.Key;
            entry = members.IsComplete && !reader.Read() && !keyOnly ? members.ToEntry() : null;
            return members.IsComplete;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            // InvalidOperationException: a value of another type than expected, or half of a surrogate pair.
            return false;
        }
    }

    /// <summary>What has been read of a line.</summary>
    private ref struct Members
    {
        private bool _hasKey;
        private bool _hasMethod;
        private bool _hasUrl;
        private bool _hasStatus;
        private bool _hasFinished;
        private string? _method;
        private string? _url;
        private string? _outFile;
        private string? _etag;
        private string? _hash;
        private int _status;
        private long? _length;
        private DateTimeOffset _finished;

        internal readonly bool IsComplete => _hasKey && _hasMethod && _hasUrl && _hasStatus && _hasFinished;

        internal bool KeyOnly { get; init; }

        internal CheckpointKey Key { get; private set; }

        internal readonly CheckpointEntry ToEntry() => new()
        {
            Key = Key,
            Method = _method!,
            Url = _url!,
            StatusCode = _status,
            FinishedAt = _finished,
            OutFile = _outFile,
            ETag = _etag,
            Hash = _hash,
            Length = _length,
        };

        internal void Read(ref Utf8JsonReader reader)
        {
            if (Take(ref reader, CheckpointLine.Key))
            {
                _hasKey = CheckpointKey.TryParse(reader.ValueSpan, out CheckpointKey key);
                Key = key;
            }
            else if (Take(ref reader, Finished))
            {
                _finished = reader.GetDateTimeOffset();
                _hasFinished = true;
            }
            else if (Take(ref reader, Method))
            {
                _method = ReadText(ref reader);
                _hasMethod = reader.TokenType == JsonTokenType.String;
            }
            else if (Take(ref reader, Url))
            {
                _url = ReadText(ref reader);
                _hasUrl = reader.TokenType == JsonTokenType.String;
            }
            else if (Take(ref reader, Status))
            {
                _status = reader.GetInt32();
                _hasStatus = true;
            }
            else if (Take(ref reader, OutFile))
            {
                _outFile = ReadText(ref reader);
            }
            else if (Take(ref reader, Length))
            {
                _length = reader.TokenType == JsonTokenType.Null ? null : reader.GetInt64();
            }
            else if (Take(ref reader, ETag))
            {
                _etag = ReadText(ref reader);
            }
            else if (Take(ref reader, Hash))
            {
                _hash = ReadText(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        private static bool Take(ref Utf8JsonReader reader, JsonEncodedText name) => reader.ValueTextEquals(name.EncodedUtf8Bytes) && reader.Read();

        // A string without escapes in a line of valid UTF-8 is always readable; any other has to be read to know.
        private readonly string? ReadText(ref Utf8JsonReader reader) =>
            KeyOnly && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped ? null : reader.GetString();
    }
}
