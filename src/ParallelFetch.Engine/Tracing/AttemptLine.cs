using System.Globalization;
using System.Text;
using ParallelFetch.Http;
using ParallelFetch.Text;

namespace ParallelFetch.Tracing;

/// <summary>
/// One line for one request and what came of it, as in
/// "GET https://host/path?… → 200 OK, 12.0 KiB, 34 ms, HTTP/2, connection reused (#17, attempt 2)".
/// </summary>
internal readonly struct AttemptLine
{
    private readonly CountedRequest _message;
    private readonly FetchOutcome _outcome;
    private readonly string _result;
    private readonly TimeSpan _time;

    private AttemptLine(CountedRequest message, FetchOutcome outcome, string result, TimeSpan time)
    {
        _message = message;
        _outcome = outcome;
        _result = result;
        _time = time;
    }

    internal static AttemptLine OfRedirect(CountedRequest message, FetchOutcome outcome, Uri target, TimeSpan time) =>
        new(message, outcome, $"{Status(outcome)}, to {MaskedUrl.InLog(target)}", time);

    internal static AttemptLine OfDiscarded(CountedRequest message, FetchOutcome outcome, TimeSpan time) =>
        new(message, outcome, $"{Status(outcome)}, not used: asked anew", time);

    internal static AttemptLine OfEnd(CountedRequest message, FetchOutcome outcome, TimeSpan time)
    {
        string result = outcome.Failure is { Kind: not FetchFailureKind.WebCmdletWebResponseException } failure
            ? (outcome.StatusCode == 0 ? string.Empty : Status(outcome) + ", ") + Reason(failure)
            : $"{Status(outcome)}, {HumanUnits.ByteCount(outcome.RawContentLength, CultureInfo.InvariantCulture)}";
        return new AttemptLine(message, outcome, result, time);
    }

    /// <summary>The line.</summary>
    /// <param name="number">Which URL of the call it is about.</param>
    internal string Format(long number)
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{_message.Method} {MaskedUrl.InLog(_message.RequestUri!)} → {_result}, {HumanUnits.Duration(_time, CultureInfo.InvariantCulture)}");
        if (_outcome.HttpVersion is { } version)
        {
            line.Append(CultureInfo.InvariantCulture, $", {Protocol(version)}, connection {(_message.OpenedConnection ? "opened" : "reused")}");
        }

        if (_message.Sends > 1)
        {
            line.Append(CultureInfo.InvariantCulture, $", sent {_message.Sends} times");
        }

        line.Append(CultureInfo.InvariantCulture, $" (#{number}");
        return line.Append(_outcome.Attempts > 1 ? FormattableString.Invariant($", attempt {_outcome.Attempts})") : ")").ToString();
    }

    /// <summary>HTTP/1.1, but HTTP/2 and HTTP/3, which have no minor version (RFC 9113, section 3.1).</summary>
    internal static string Protocol(Version version) => version.Major >= 2 ? $"HTTP/{version.Major}" : $"HTTP/{version}";

    private static string Status(FetchOutcome outcome) => $"{outcome.StatusCode} {MaskedField.Text(outcome.StatusDescription ?? string.Empty)}".TrimEnd();

    // The innermost exception names the cause; that of a time limit only that something was cancelled.
    private static string Reason(FetchFailure failure)
    {
        Exception? cause = failure.Cause?.GetBaseException();
        return cause is null or OperationCanceledException or TimeoutException
            ? failure.Kind.ToString()
            : $"{failure.Kind} ({MaskedField.Text(cause.Message).TrimEnd('.')})";
    }
}
