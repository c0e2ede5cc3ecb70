using System.Globalization;
using ParallelFetch.Formatting;

namespace ParallelFetch;

/// <summary>The begin or end of a call: what is in the information records with the tag ParallelFetch.</summary>
public sealed record FetchBatchEvent
{
    /// <summary>The command that it is about.</summary>
    public required string Command { get; init; }

    /// <summary>Whether the call begins or has ended.</summary>
    public required FetchBatchState State { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset Time { get; } = DateTimeOffset.Now;

    /// <summary>How many URLs there are; null while nobody knows.</summary>
    public long? Total { get; init; }

    /// <summary>How many fetches may be on the wire at once, at the start; 0 for any number.</summary>
    public int? Throttle { get; init; }

    /// <summary>How many results there were.</summary>
    public long Completed { get; init; }

    /// <summary>How many of them had no usable response.</summary>
    public long Failed { get; init; }

    /// <summary>The length of all bodies in bytes, after decompression.</summary>
    public long Bytes { get; init; }

    /// <summary>How long the call has taken.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The same as a sentence.</summary>
    public override string ToString() => State switch
    {
        FetchBatchState.Started => string.Create(CultureInfo.CurrentCulture, $"{Command} begins: {Urls}{Limit}."),
        FetchBatchState.Background => string.Create(CultureInfo.CurrentCulture, $"{Command} has left {Urls} to the background."),
        _ => string.Create(
            CultureInfo.CurrentCulture,
            $"{Command} has ended: {Completed:N0} done, {Failed:N0} failed, {FetchFormat.ByteCount(Bytes)} in {FetchFormat.Duration(Elapsed)} ({Completed / Math.Max(Elapsed.TotalSeconds, 0.001):N1}/s)."),
    };

    private string Urls => Total switch
    {
        null => "URLs from the pipeline",
        1 => "1 URL",
        _ => string.Create(CultureInfo.CurrentCulture, $"{Total:N0} URLs"),
    };

    private string Limit => Throttle == 0 ? ", any number at once" : string.Create(CultureInfo.CurrentCulture, $", at most {Throttle:N0} at once");
}
