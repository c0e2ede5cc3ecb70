using System.Management.Automation;
using ParallelFetch.Commands;

namespace ParallelFetch;

/// <summary>Makes the error records of the module: the only place where failures meet PowerShell's categories.</summary>
internal static class FetchErrors
{
    internal static ErrorRecord Create(FetchFailure failure, object? uri, object? target)
    {
        var record = new ErrorRecord(new FetchException(failure, uri), failure.Kind.ToString(), CategoryOf(failure.Kind), target);
        if (failure.Kind == FetchFailureKind.WebCmdletWebResponseException && target is FetchOutcome { Content: { Length: > 0 } body })
        {
            // As with Invoke-WebRequest: what the server says about its error is in the details. They are shown instead
            // of the message, so the URL and what to do are said behind them.
            record.ErrorDetails = new ErrorDetails(body) { RecommendedAction = record.Exception.Message };
        }

        return record;
    }

    /// <summary>The record as it is after Start-ParallelFetch has written it; for a job, where no cmdlet writes.</summary>
    internal static ErrorRecord AsWritten(ErrorRecord record)
    {
        var written = new ErrorRecord(
            record.Exception,
            $"{record.FullyQualifiedErrorId},{typeof(StartParallelFetchCommand).FullName}",
            record.CategoryInfo.Category,
            record.TargetObject)
        {
            ErrorDetails = record.ErrorDetails,
        };
        written.CategoryInfo.Activity = $"{VerbsLifecycle.Start}-ParallelFetch";
        return written;
    }

    internal static ErrorRecord InvalidArgument(string id, string message, object? target) =>
        new(new ArgumentException(message), id, ErrorCategory.InvalidArgument, target);

    internal static ErrorRecord WaitTimeoutReached(TimeSpan timeout, long unfinished) => new(
        new TimeoutException(FormattableString.Invariant(
            $"{unfinished} background fetches had not finished after {timeout.TotalSeconds:0.###} s. They go on; Wait-ParallelFetch waits for them again, Stop-ParallelFetch ends them.")),
        "WaitTimeoutReached",
        ErrorCategory.OperationTimeout,
        null);

    internal static ErrorRecord CheckpointFailed(Exception exception, string path) =>
        new(exception, "CheckpointFailed", ErrorCategory.ResourceUnavailable, path);

    internal static ErrorRecord MaximumFailureCountReached(int count) => new(
        new InvalidOperationException(FormattableString.Invariant(
            $"{count} fetches have failed, as many as -MaximumFailureCount allows, so the rest was cancelled.")),
        "MaximumFailureCountReached",
        ErrorCategory.LimitsExceeded,
        null);

    internal static ErrorRecord NotAResult(PSObject input)
    {
        string advice = input.BaseObject is FetchHandle
            ? "Collect its result first: Wait-ParallelFetch | Measure-ParallelFetch."
            : "Give it the whole objects that Start-ParallelFetch and Wait-ParallelFetch emit, not a selection of their properties.";

        // Views show the target as text, too: of a URL it may be a secret.
        string shown = FetchUri.Display(input.ToString());
        ErrorRecord record = InvalidArgument(
            "InvalidInputObject",
            $"{shown}, of the type {input.TypeNames.FirstOrDefault()}, is not a result and was left out. {advice}",
            input.BaseObject is string or Uri ? shown : input);
        record.CategoryInfo.TargetName = shown;
        return record;
    }

    internal static ErrorRecord InvalidHtmlPath(string path, string message, Exception? cause = null) =>
        new(new ArgumentException(message, cause), "InvalidHtmlPath", ErrorCategory.InvalidArgument, path);

    internal static ErrorRecord HtmlReportFailed(Exception exception, string path) => new(
        new IOException($"The report cannot be written to '{path}': {exception.Message}", exception),
        "HtmlReportFailed",
        ErrorCategory.WriteError,
        path);

    private static ErrorCategory CategoryOf(FetchFailureKind kind) => kind switch
    {
        FetchFailureKind.InvalidUri or FetchFailureKind.InvalidHeader or FetchFailureKind.InvalidCookie or FetchFailureKind.InvalidMethod
            or FetchFailureKind.InvalidBody or FetchFailureKind.InvalidFileHash or FetchFailureKind.AllowUnencryptedAuthenticationRequired => ErrorCategory.InvalidArgument,
        FetchFailureKind.InFileFailed => ErrorCategory.ReadError,
        FetchFailureKind.OutFileFailed => ErrorCategory.WriteError,
        FetchFailureKind.FileHashMismatch => ErrorCategory.InvalidData,
        FetchFailureKind.NameResolutionFailed or FetchFailureKind.ConnectionFailed or FetchFailureKind.HostUnavailable => ErrorCategory.ConnectionError,
        FetchFailureKind.ConnectionTimeoutReached or FetchFailureKind.OperationTimeoutReached or FetchFailureKind.TotalTimeoutReached =>
            ErrorCategory.OperationTimeout,
        FetchFailureKind.TlsFailed => ErrorCategory.SecurityError,
        FetchFailureKind.ProtocolError => ErrorCategory.ProtocolError,
        FetchFailureKind.MaximumRedirectExceeded or FetchFailureKind.InsecureRedirection or FetchFailureKind.BodyCannotBeResent
            or FetchFailureKind.WebCmdletWebResponseException => ErrorCategory.InvalidOperation,
        FetchFailureKind.MaximumBodySizeExceeded => ErrorCategory.LimitsExceeded,
        FetchFailureKind.LocalResourcesExhausted => ErrorCategory.ResourceUnavailable,
        FetchFailureKind.FetchStopped => ErrorCategory.OperationStopped,
        _ => ErrorCategory.NotSpecified,
    };
}
