using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;

namespace ParallelFetch.Measuring;

/// <summary>
/// A result that came back from another process, machine or file: the same properties, some of them copies themselves,
/// and after a second journey only text.
/// </summary>
internal readonly struct ResultCopy(PSObject result)
{
    private const string TypeName = "Deserialized.ParallelFetch.FetchResult";

    internal ResultFacts Facts => new()
    {
        Uri = result.Properties["Uri"]?.Value is { } uri ? PSObject.AsPSObject(uri).BaseObject : null,
        StatusCode = Read<int>("StatusCode"),
        Error = ReadError(),
        IsSkipped = Read<bool>("IsSkipped"),
        ReusedConnection = Read<bool>("ReusedConnection"),
        BodyLength = Math.Max(0, Read<long>("RawContentLength")),
        Attempts = Math.Max(0, Read<int>("Attempts")),
        Refusals = Math.Max(0, Read<int>("Refusals")),
        HeldBack = Read<TimeSpan>("HeldBack"),
        Redirects = Math.Max(0, Read<int>("Redirects")),
        StartTime = ReadStartTime(),
        Elapsed = Read<TimeSpan>("Elapsed"),
        Computer = Read<string>("PSComputerName") is { Length: > 0 } computer ? computer : null,
    };

    internal static bool IsCopy(PSObject candidate) => candidate.TypeNames.Contains(TypeName);

    private string? ReadError() => result.Properties["Error"]?.Value switch
    {
        null => null,
        { } nothing when nothing == AutomationNull.Value => null,
        { } error when PSObject.AsPSObject(error).Properties["FullyQualifiedErrorId"]?.Value?.ToString() is { Length: > 0 } id => ResultFacts.IdOf(id),
        _ => nameof(FetchFailureKind.FetchFailed),
    };

    // Its text has no fractions of a second.
    private DateTimeOffset ReadStartTime() =>
        result.Properties["StartTime"]?.Value is PSObject copy && copy.Properties["UtcTicks"]?.Value is long ticks and >= 0
            && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : Read<DateTimeOffset>("StartTime");

    private T? Read<T>(string name) =>
        LanguagePrimitives.TryConvertTo(result.Properties[name]?.Value, CultureInfo.InvariantCulture, out T value) ? value : default;
}
