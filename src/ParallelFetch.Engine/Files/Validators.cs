using System.Net.Http.Headers;
using System.Text.Json;
using ParallelFetch.Checkpoints;

namespace ParallelFetch.Files;

/// <summary>
/// What tells one version of a file on the server from another (RFC 9110, section 8.8), kept in a small file beside
/// a part, and in the index of the folder for a file.
/// </summary>
/// <param name="Owner">The key of the request that the file is of, as text: a hash, for a URL may have secrets in it.</param>
/// <param name="ETag">Its entity tag, as the server wrote it; null when it has none.</param>
/// <param name="LastModified">When the server says it was changed, as it wrote that; null when it does not say.</param>
internal sealed record Validators(string Owner, string? ETag, string? LastModified)
{
    private const int LongestFile = 64 * 1024;

    /// <summary>Whether the time may tell versions apart: there must have been time for it to change again (RFC 9110, section 8.8.2.2).</summary>
    public bool IsTimeStrong { get; init; }

    /// <summary>The name that the file was given; null when that is not known.</summary>
    public string? Name { get; init; }

    /// <summary>The name that it would have had if it had been free.</summary>
    public string? Wanted { get; init; }

    /// <summary>The length of the file in bytes; null for one that is not known to be complete.</summary>
    public long? Length { get; init; }

    /// <summary>Whether it came compressed, so that the ranges of the server are not those of the file.</summary>
    public bool IsCoded { get; init; }

    /// <summary>When the file was last written, in ticks of UTC: tells whether somebody else has written it since.</summary>
    public long? WrittenAt { get; init; }

    /// <summary>How much of a part is on the disk itself, in bytes.</summary>
    public long Flushed { get; init; }

    /// <summary>Whether they are but the time of a file, so that its ETag is not known.</summary>
    internal bool IsTimeOfFile { get; private init; }

    /// <summary>
    /// What a part may be continued by: a strong tag, or a time that is one (RFC 9110, sections 13.1.5 and 8.8.2.2). A weak tag
    /// says nothing about bytes. Null for nothing.
    /// </summary>
    internal string? ForRange => ETag is not null && !IsTagWeak ? ETag : IsTimeStrong ? LastModified : null;

    /// <summary>Whether they may be sent again: they go into header fields, so a file that somebody else has written must not break them.</summary>
    internal bool IsSound => IsField(ETag) && IsField(LastModified);

    /// <summary>Whether there is anything to ask the server by.</summary>
    internal bool IsEmpty => ETag is null && LastModified is null;

    private bool IsTagWeak => ETag?.StartsWith("W/", StringComparison.Ordinal) == true;

    internal static Validators Of(HttpResponseMessage response, CheckpointKey owner) => new(
        TextOf(owner),
        Read(response.Headers, "ETag"),
        Read(response.Content.Headers, "Last-Modified"))
    {
        IsTimeStrong = response.Headers.Date - response.Content.Headers.LastModified >= TimeSpan.FromSeconds(1),
    };

    /// <summary>Those of a file that has the server's time, as every file fetched here has; null when it has not.</summary>
    internal static Validators? OfTime(string path, CheckpointKey owner)
    {
        // A server's time has whole seconds. Any other is of a program that wrote the file just so, perhaps only in part.
        DateTime time = File.GetLastWriteTimeUtc(path);
        return time.Ticks % TimeSpan.TicksPerSecond != 0
            ? null
            : new Validators(TextOf(owner), null, time.ToString("r", System.Globalization.CultureInfo.InvariantCulture))
            {
                IsTimeStrong = true,
                IsTimeOfFile = true,
            };
    }

    /// <summary>Reads them; null when there are none, or those of another URL, or nonsense.</summary>
    internal static Validators? Load(string path, CheckpointKey owner)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            Validators? loaded = file.Length > LongestFile ? null : JsonSerializer.Deserialize<Validators>(file);
            return owner != default && loaded?.Owner == owner.ToString() && loaded.IsSound ? loaded : null;
        }
        catch (Exception exception) when (exception is JsonException || FileErrors.IsErrorOfFile(exception))
        {
            return null;
        }
    }

    /// <summary>Whether a part of the one version and a part of the other make one file. Both must say so.</summary>
    internal bool IsSameVersion(Validators other) => ETag is null
        ? LastModified is not null && LastModified == other.LastModified && (other.ETag is null || IsTimeOfFile)
        : ETag == other.ETag && (!IsTagWeak || LastModified == other.LastModified);

    /// <summary>Whether an answer shows the version of a file that is known to be complete.</summary>
    internal bool IsShownBy(Validators answer) => IsSameVersion(answer) && (ETag is not null || IsTimeStrong);

    /// <summary>Whether a file is as it was when they were noted.</summary>
    internal bool IsAsNoted(FileInfo file) =>
        (Length is null || Length == file.Length) && (WrittenAt is null || WrittenAt == file.LastWriteTimeUtc.Ticks);

    /// <summary>Notes them, or that there are none.</summary>
    internal static void SaveOrDelete(Validators? validators, string path)
    {
        if (validators is not null)
        {
            validators.Save(path);
        }
        else
        {
            Delete(path);
        }
    }

    /// <summary>A note while it is written.</summary>
    internal static string NextOf(string path) => path + "~";

    /// <summary>Removes a note, and what a run that was killed has left of one.</summary>
    internal static void Delete(string path)
    {
        File.Delete(path);
        File.Delete(NextOf(path));
    }

    internal void Save(string path)
    {
        // Whole or not at all, as the file itself. The rename also replaces a link instead of what it points to.
        string next = NextOf(path);
        File.Delete(next);
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(this));
        File.Move(next, path, overwrite: true);
    }

    private static string TextOf(CheckpointKey owner) => owner == default ? string.Empty : owner.ToString();

    private static bool IsField(string? value) => value is null || !value.AsSpan().ContainsAny("\r\n\0");

    private static string? Read(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values.ToString() : null;
}
