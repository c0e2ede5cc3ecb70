using System.Management.Automation;

namespace ParallelFetch.Measuring;

/// <summary>What is measured of a result, live or deserialized.</summary>
internal readonly record struct ResultFacts
{
    // A copy may say anything; what is no time of a fetch would spoil the wall time of all others.
    private static readonly DateTimeOffset EarliestStart = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LatestStart = new(2999, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(365);

    /// <summary>The URL as asked: a <see cref="System.Uri"/> or text.</summary>
    internal object? Uri { get; init; }

    internal int StatusCode { get; init; }

    /// <summary>The error id; null when there is no error.</summary>
    internal string? Error { get; init; }

    internal bool IsSkipped { get; init; }

    internal bool ReusedConnection { get; init; }

    internal long BodyLength { get; init; }

    internal int Attempts { get; init; }

    internal int Refusals { get; init; }

    internal TimeSpan HeldBack { get; init; }

    internal int Redirects { get; init; }

    internal DateTimeOffset StartTime { get; init; }

    internal TimeSpan Elapsed { get; init; }

    /// <summary>The machine that a result came from; null when it is this session's.</summary>
    internal string? Computer { get; init; }

    internal bool HasFailed => Error is not null || StatusCode >= 400;

    /// <summary>Whether a request was sent: only then times and bytes mean anything.</summary>
    internal bool IsFetched => Attempts > 0;

    /// <summary>The bytes that came over the wire, decompressed. What was left out has the length of the file that is there.</summary>
    internal long Bytes => IsFetched ? BodyLength : 0;

    /// <summary>Whether its times can be those of a fetch.</summary>
    internal bool IsTimed => IsFetched && StartTime > EarliestStart && StartTime < LatestStart && Elapsed >= TimeSpan.Zero && Elapsed < LongestTime;

    /// <summary>Why it failed: the error id, or the status when that is what is wrong.</summary>
    internal string Cause => Error is null or nameof(FetchFailureKind.WebCmdletWebResponseException)
        ? FormattableString.Invariant($"HTTP {StatusCode}")
        : Error;

    /// <summary>The host of the URL asked for, with its port unless that is the usual one; null when it is no URL.</summary>
    internal string? Host => HostKey.Of(Uri)?.ToString();

    internal static bool IsResult(PSObject candidate) => candidate.BaseObject is FetchResult || ResultCopy.IsCopy(candidate);

    internal static ResultFacts Of(PSObject result) => result.BaseObject is FetchResult live
        ? new()
        {
            Uri = live.Uri,
            StatusCode = live.StatusCode,
            Error = live.Error is { } error ? IdOf(error.FullyQualifiedErrorId) : null,
            IsSkipped = live.IsSkipped,
            ReusedConnection = live.ReusedConnection,
            BodyLength = live.RawContentLength,
            Attempts = live.Attempts,
            Refusals = live.Refusals,
            HeldBack = live.HeldBack,
            Redirects = live.Redirects,
            StartTime = live.StartTime,
            Elapsed = live.Elapsed,
        }
        : new ResultCopy(result).Facts;

    /// <summary>Once written to the error stream, an id carries the cmdlet's name behind a comma.</summary>
    internal static string IdOf(string id) => id.Split(',')[0];
}
