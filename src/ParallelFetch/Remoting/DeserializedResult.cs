using System.Management.Automation;
using System.Text;

namespace ParallelFetch.Remoting;

/// <summary>
/// What a result from another process (remoting, jobs, Import-Clixml) gets back where the module is imported: the values
/// whose types PowerShell cannot carry over. Called by the module's types file.
/// </summary>
public static class DeserializedResult
{
    /// <summary>The error as an error record again, category included; null when there was none.</summary>
    /// <param name="copy">A result from another process.</param>
    /// <returns>An <see cref="ErrorRecord"/>, whose target is the result.</returns>
    public static PSObject? Error(PSObject copy)
    {
        if (AsSent(copy, "Error") is not { } sent)
        {
            return null;
        }

        string id = Text(sent, "FullyQualifiedErrorId") ?? nameof(FetchFailureKind.FetchFailed);
        if (!Enum.TryParse(id.Split(',')[0], out FetchFailureKind kind))
        {
            kind = FetchFailureKind.FetchFailed;
        }

        string message = (sent.Properties["Exception"]?.Value is PSObject exception ? Text(exception, "Message") : null) ?? sent.ToString();
        LanguagePrimitives.TryConvertTo(sent.Properties["ErrorCategory_Category"]?.Value, out ErrorCategory category);

        // The target that came along is one more copy of the same result.
        var record = new ErrorRecord(new FetchException(new FetchFailure(kind, message), null), id, category, copy);
        record.CategoryInfo.Activity = Text(sent, "ErrorCategory_Activity");
        record.CategoryInfo.Reason = Text(sent, "ErrorCategory_Reason");
        record.CategoryInfo.TargetName = Text(sent, "ErrorCategory_TargetName");
        record.CategoryInfo.TargetType = Text(sent, "ErrorCategory_TargetType");
        if (Text(sent, "ErrorDetails_Message") is { Length: > 0 } details)
        {
            record.ErrorDetails = new ErrorDetails(details) { RecommendedAction = Text(sent, "ErrorDetails_RecommendedAction") };
        }

        return PSObject.AsPSObject(record);
    }

    /// <summary>When the request was first sent.</summary>
    /// <param name="copy">A result from another process.</param>
    public static DateTimeOffset? StartTime(PSObject copy)
    {
        return AsSent(copy, "StartTime") is { } sent ? Moment(sent) : null;
    }

    /// <summary>A moment, live or sent from another process; null when it is none.</summary>
    internal static DateTimeOffset? Moment(object? value)
    {
        if (value is null || PSObject.AsPSObject(value) is not { } moment)
        {
            return null;
        }

        // The text of a copy has no fractions of a second; its properties do.
        return moment.BaseObject is DateTimeOffset live ? live
            : moment.Properties["UtcTicks"]?.Value is long ticks && moment.Properties["Offset"]?.Value is TimeSpan offset
                ? new DateTimeOffset(ticks, TimeSpan.Zero).ToOffset(offset)
                : LanguagePrimitives.TryConvertTo(moment, out DateTimeOffset time) ? time : null;
    }

    /// <summary>The encoding of the text; null when there was no response, or this process does not know it.</summary>
    /// <param name="copy">A result from another process.</param>
    public static Encoding? Encoding(PSObject copy)
    {
        ArgumentNullException.ThrowIfNull(copy);
        try
        {
            return Text(copy, "EncodingName") is { } name
                ? CodePagesEncodingProvider.Instance.GetEncoding(name) ?? System.Text.Encoding.GetEncoding(name)
                : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // The property that came over the wire, behind the one of the types file that has its name.
    private static PSObject? AsSent(PSObject copy, string name)
    {
        ArgumentNullException.ThrowIfNull(copy);
        return copy.Members["psadapted"] is PSMemberSet sent && sent.Properties[name]?.Value is { } value ? PSObject.AsPSObject(value) : null;
    }

    private static string? Text(PSObject item, string name) => item.Properties[name]?.Value?.ToString();
}
