using System.Management.Automation;

namespace ParallelFetch.Tests.Measuring;

/// <summary>A result as it comes back from another machine or a file, with whatever a test wants it to say.</summary>
internal sealed record ResultCopy
{
    internal static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    internal object? Uri { get; init; } = "http://example.com/a";

    internal object? StatusCode { get; init; } = 200;

    internal string? Error { get; init; }

    internal bool IsSkipped { get; init; }

    internal object? Length { get; init; } = 1000L;

    internal object? Attempts { get; init; } = 1;

    internal object? Refusals { get; init; } = 0;

    internal object? HeldBack { get; init; } = TimeSpan.Zero;

    internal object? StartTime { get; init; } = Noon;

    internal object? Elapsed { get; init; } = TimeSpan.FromMilliseconds(100);

    internal string? Computer { get; init; }

    internal PSObject ToPSObject()
    {
        var copy = new PSObject();
        copy.TypeNames.Insert(0, "Deserialized.ParallelFetch.FetchResult");
        Add(copy, "Uri", Uri);
        Add(copy, "StatusCode", StatusCode);
        Add(copy, "IsSkipped", IsSkipped);
        Add(copy, "ReusedConnection", true);
        Add(copy, "RawContentLength", Length);
        Add(copy, "Attempts", Attempts);
        Add(copy, "Refusals", Refusals);
        Add(copy, "HeldBack", HeldBack);
        Add(copy, "Redirects", 0);
        Add(copy, "StartTime", StartTime);
        Add(copy, "Elapsed", Elapsed);
        if (Error is not null)
        {
            var error = new PSObject();
            Add(error, "FullyQualifiedErrorId", Error + ",ParallelFetch.Commands.StartParallelFetchCommand");
            Add(copy, "Error", error);
        }

        if (Computer is not null)
        {
            Add(copy, "PSComputerName", Computer);
        }

        return copy;
    }

    private static void Add(PSObject item, string name, object? value) => item.Properties.Add(new PSNoteProperty(name, value));
}
