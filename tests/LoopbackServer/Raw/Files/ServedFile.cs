using System.Globalization;
using System.IO.Compression;
using LoopbackServer.Client;
using LoopbackServer.Wire;

namespace LoopbackServer.Raw.Files;

/// <summary>The version of a file that one request meets.</summary>
internal sealed class ServedFile
{
    private readonly int _seed;
    private readonly byte[]? _encoded;

    public ServedFile(RawQuery query, int request)
    {
        // ?changeAfter=n: another version from the n+1st request on; ?changeOften=1: a new one with each.
        var changes = query.OptionalInt("changeAfter") is { } last && request > last ? query.Flag("changeOften") ? request - last : 1 : 0;
        _seed = query.Int("seed", 1) + (1000 * changes);
        Length = query.Long("size", 100_000) + (changes * query.Long("growth", 0));
        var shown = query.Flag("sameValidators") ? 0 : changes;
        ETag = Given(query, "etag", "\"v{0}\"", shown);
        var modified = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(shown);
        LastModified = query.Text("lastModified", "") == "now"
            ? DateTimeOffset.UtcNow.ToString("r", CultureInfo.InvariantCulture)
            : Given(query, "lastModified", modified.ToString("r", CultureInfo.InvariantCulture), shown);
        if (query.Flag("gzip"))
        {
            _encoded = Compress(FileContent.Create(_seed, (int)Length));
            Length = _encoded.Length;
        }
    }

    /// <summary>As it is sent: that of the compressed bytes, where they are.</summary>
    public long Length { get; }

    public string? ETag { get; }

    public string? LastModified { get; }

    public bool IsEncoded => _encoded is not null;

    public byte[] Read(long start, int count) =>
        _encoded is null ? FileContent.Create(_seed, count, start) : _encoded.AsSpan((int)start, count).ToArray();

    /// <summary>RFC 9110, section 13.2.2.</summary>
    public bool IsUnchanged(MessageHead head)
    {
        if (head.First("If-None-Match") is { } tags)
        {
            return tags == "*" || (ETag is not null && tags.Split(',', StringSplitOptions.TrimEntries).Any(tag => Opaque(tag) == Opaque(ETag)));
        }

        return head.First("If-Modified-Since") is { } since && TryDate(since, out var asked) && TryDate(LastModified, out var modified) && asked >= modified;
    }

    /// <summary>Whether a range is of this version; a weak tag never says so (RFC 9110, section 13.1.5).</summary>
    public bool IsRangeOfThis(MessageHead head) => head.First("If-Range") is not { } condition
        || (condition == ETag && !condition.StartsWith("W/", StringComparison.Ordinal))
        || (TryDate(condition, out _) && condition == LastModified);

    private static string? Given(RawQuery query, string name, string otherwise, int version)
    {
        var text = query.Text(name, otherwise).Replace("{0}", version.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return text.Length == 0 ? null : text;
    }

    private static string Opaque(string tag) => tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;

    private static bool TryDate(string? text, out DateTimeOffset date) =>
        DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    private static byte[] Compress(byte[] content)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return target.ToArray();
    }
}
