using System.Globalization;
using System.Management.Automation;

namespace ParallelFetch.Measuring;

/// <summary>What is summed up of a result, live or deserialized.</summary>
internal readonly record struct ResultFacts(
    string Host,
    int StatusCode,
    string? Error,
    bool IsSkipped,
    bool ReusedConnection,
    long Bytes,
    int Attempts,
    int Redirects,
    DateTimeOffset StartTime,
    TimeSpan Elapsed)
{
    internal bool HasFailed => Error is not null || StatusCode >= 400;

    internal static bool IsResult(PSObject candidate) => candidate.BaseObject is FetchResult
        || candidate.TypeNames.Contains("Deserialized.ParallelFetch.FetchResult");

    internal static ResultFacts Of(PSObject result) => result.BaseObject is FetchResult live
        ? new(
            HostOf(live.Uri),
            live.StatusCode,
            live.Error?.FullyQualifiedErrorId.Split(',')[0],
            live.IsSkipped,
            live.ReusedConnection,
            live.RawContentLength,
            live.Attempts,
            live.Redirects,
            live.StartTime,
            live.Elapsed)
        : OfProperties(result);

    private static ResultFacts OfProperties(PSObject result) => new(
        HostOf(Read<object>(result, "Uri")),
        Read<int>(result, "StatusCode"),
        (result.Properties["Error"]?.Value as PSObject)?.Properties["FullyQualifiedErrorId"]?.Value?.ToString()?.Split(',')[0],
        Read<bool>(result, "IsSkipped"),
        Read<bool>(result, "ReusedConnection"),
        Read<long>(result, "RawContentLength"),
        Read<int>(result, "Attempts"),
        Read<int>(result, "Redirects"),
        Read<DateTimeOffset>(result, "StartTime"),
        Read<TimeSpan>(result, "Elapsed"));

    private static string HostOf(object? uri) =>
        FetchUri.TryParse(uri?.ToString(), out Uri? parsed, out _) ? parsed.IsDefaultPort ? parsed.Host : parsed.Authority : string.Empty;

    private static T? Read<T>(PSObject result, string name) =>
        LanguagePrimitives.TryConvertTo(result.Properties[name]?.Value, CultureInfo.InvariantCulture, out T value) ? value : default;
}
