using System.Collections;
using System.Globalization;
using System.Management.Automation;
using ParallelFetch.Binding;
using ParallelFetch.Text;

namespace ParallelFetch.Formatting;

/// <summary>
/// The text of view columns; called by the module's format file. Works on live results and on those that came back
/// from another process (Import-Clixml, remoting), which only have the same properties.
/// </summary>
public static class FetchFormat
{
    /// <summary>The status code with its phrase, or what failed.</summary>
    /// <param name="result">A result.</param>
    public static string Status(PSObject result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.BaseObject is FetchResult live)
        {
            return StatusOf(live);
        }

        string? cause = result.Properties["Error"]?.Value is PSObject error
            ? CauseOf(error.Properties["FullyQualifiedErrorId"]?.Value as string)
            : null;
        return cause is not null and not nameof(FetchFailureKind.WebCmdletWebResponseException)
            ? cause
            : result.Properties["IsSkipped"]?.Value is true ? "Skipped" : $"{result.Properties["StatusCode"]?.Value} {result.Properties["StatusDescription"]?.Value}";
    }

    /// <summary>The URL as asked, without the user name and password that it may contain.</summary>
    /// <param name="item">A result or a handle.</param>
    public static string Url(PSObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return MaskedUrl.InView(PSValue.Unwrap(item.Properties["Uri"]?.Value));
    }

    /// <summary>A URL without the user name, the password and the secrets of the query that it may contain.</summary>
    /// <param name="uri">The URL.</param>
    public static string Shown(Uri? uri) => MaskedUrl.InView(uri);

    /// <summary>
    /// Text in the colour of how its object ended, where colours are shown. PowerShell takes colours out of what it writes
    /// to files itself, but not where the output of its process goes to one.
    /// </summary>
    /// <param name="item">A result or a handle.</param>
    /// <param name="text">The text.</param>
    /// <param name="style">The variable PSStyle.</param>
    public static string Paint(PSObject item, string text, PSObject? style)
    {
        string? rendering = style?.Properties["OutputRendering"]?.Value?.ToString();
        bool isPlain = rendering is null or "PlainText"
            || (rendering != "Ansi" && (Console.IsOutputRedirected || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))));
        string? name = isPlain ? null : Severity(item) switch { 0 => null, 1 => "Warning", _ => "Error" };
        return name is null || style!.Properties["Formatting"]?.Value is not { } formatting
            ? text
            : PSObject.AsPSObject(formatting).Properties[name]?.Value + text + style.Properties["Reset"]?.Value;
    }

    // 0 good, 1 an error status, or stopped, 2 failed.
    private static int Severity(PSObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item.Properties["State"]?.Value is { } state)
        {
            return state.ToString() switch
            {
                nameof(FetchState.Failed) => 2,
                nameof(FetchState.Stopped) => 1,
                _ => 0,
            };
        }

        return item.Properties["Error"]?.Value is not null ? 2 : item.Properties["StatusCode"]?.Value is >= 400 ? 1 : 0;
    }

    /// <summary>The names in a dictionary, with commas.</summary>
    /// <param name="dictionary">The dictionary.</param>
    public static string Names(object? dictionary) => PSValue.Unwrap(dictionary) is IDictionary { Keys: var keys }
        ? string.Join(", ", keys.Cast<object>().Select(static key => key.ToString()))
        : string.Empty;

    /// <summary>A result in a few words, for a wide list.</summary>
    /// <param name="result">A result.</param>
    public static string Wide(PSObject result) => $"{(result?.Properties["StatusCode"]?.Value is > 0 ? result.Properties["StatusCode"].Value : Status(result!))} {Url(result!)}";

    /// <summary>A handle in a few words, for a wide list.</summary>
    /// <param name="handle">A handle.</param>
    public static string WideHandle(PSObject handle) => $"{handle?.Properties["Id"]?.Value} {handle?.Properties["State"]?.Value} {Url(handle!)}";

    /// <summary>What a session holds in a few words, for a wide list.</summary>
    /// <param name="limit">A limit.</param>
    public static string WideLimit(PSObject limit) =>
        $"{limit?.Properties["InFlight"]?.Value} of {(limit?.Properties["Throttle"]?.Value is int throttle ? Limit(throttle) : null)} in flight, {limit?.Properties["Waiting"]?.Value} waiting";

    /// <summary>The time a fetch took; empty when it was never sent.</summary>
    /// <param name="result">A result.</param>
    public static string Time(PSObject result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Properties["Elapsed"]?.Value is TimeSpan elapsed && result.Properties["Attempts"]?.Value is > 0
            ? Duration(elapsed)
            : string.Empty;
    }

    /// <summary>The size of the body; empty when there was no response.</summary>
    /// <param name="result">A result.</param>
    public static string Size(PSObject result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Properties["RawContentLength"]?.Value is long length && result.Properties["StatusCode"]?.Value is > 0
            ? ByteCount(length)
            : string.Empty;
    }

    /// <summary>A limit; none where it is 0.</summary>
    /// <param name="limit">The limit.</param>
    public static string Limit(double limit) => limit == 0 ? "no limit" : limit.ToString("0.##", CultureInfo.CurrentCulture);

    /// <summary>A duration in the unit that suits it.</summary>
    /// <param name="time">The duration.</param>
    public static string Duration(TimeSpan time) => HumanUnits.Duration(time, CultureInfo.CurrentCulture);

    /// <summary>A number of bytes in the unit that suits it (IEC 80000-13: 1 KiB is 1,024 bytes).</summary>
    /// <param name="bytes">The number of bytes.</param>
    public static string ByteCount(long bytes) => HumanUnits.ByteCount(bytes, CultureInfo.CurrentCulture);

    internal static string StatusOf(FetchResult result) => result.Error is { } error && !result.IsHttpError
        ? CauseOf(error.FullyQualifiedErrorId)
        : result.IsSkipped ? "Skipped" : $"{result.StatusCode} {result.StatusDescription}";

    // Once written to the error stream, an id carries the cmdlet's name behind a comma.
    private static string CauseOf(string? errorId) => errorId?.Split(',')[0] ?? string.Empty;
}
