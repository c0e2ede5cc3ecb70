using System.Globalization;
using System.Management.Automation;
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
        return item.Properties["Uri"]?.Value switch
        {
            null => string.Empty,
            Uri uri => FetchUri.WithoutUserInfo(uri.ToString()),
            object text => FetchUri.WithoutPassword(text.ToString() ?? string.Empty),
        };
    }

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

    /// <summary>How long a pause still lasts; empty when there is none.</summary>
    /// <param name="until">When it ends.</param>
    public static string Pause(DateTimeOffset? until) =>
        until is null || until <= DateTimeOffset.Now ? string.Empty : Duration(until.Value - DateTimeOffset.Now);

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
