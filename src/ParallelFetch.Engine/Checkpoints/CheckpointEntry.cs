using ParallelFetch.Text;

namespace ParallelFetch.Checkpoints;

/// <summary>A finished URL, as the journal remembers it. Immutable.</summary>
internal sealed record CheckpointEntry
{
    private const int LongestUrl = 16 * 1024;

    private readonly string _url = string.Empty;

    /// <summary>What the request is recognised by.</summary>
    public required CheckpointKey Key { get; init; }

    /// <summary>
    /// The URL, for people to read: a user name and a password in it are taken out, and so are the values of parameters that are
    /// secret by their names; what is beyond 16,384 characters is cut off.
    /// </summary>
    public required string Url
    {
        get => _url;
        init => _url = Shown(value);
    }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The status of the response.</summary>
    public required int StatusCode { get; init; }

    /// <summary>When it was finished; kept as UTC.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>The full path of the file that was written; null for none.</summary>
    public string? OutFile { get; init; }

    /// <summary>The ETag of the response, as sent, quotes included; null for none.</summary>
    public string? ETag { get; init; }

    /// <summary>The hash of the file with the name of its algorithm, as in "sha256:…"; null when none was computed.</summary>
    public string? Hash { get; init; }

    /// <summary>The length of the body as it was stored, in bytes; null when it is not known.</summary>
    public long? Length { get; init; }

    private static string Shown(string url)
    {
        ArgumentNullException.ThrowIfNull(url);

        // Without one of these there is nothing to take out, and looking for them is quicker than the patterns.
        string shown = url.AsSpan().ContainsAny('@', '=') ? MaskedUrl.Kept(url) : url;
        return shown.Length <= LongestUrl ? shown : string.Concat(shown.AsSpan(0, LongestUrl), "…");
    }
}
