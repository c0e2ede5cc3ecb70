using System.Collections;
using System.Globalization;
using System.Management.Automation;
using ParallelFetch.Binding;
using ParallelFetch.Remoting;
using ParallelFetch.Text;

namespace ParallelFetch.Formatting;

/// <summary>
/// What a host is doing, in words; called by the module's format file. Works on live objects and on those that came back
/// from another process.
/// </summary>
public static class HostFormat
{
    private const int MostHosts = 5;

    // Short enough for the column of a table.
    private const string Day = "d MMM";

    /// <summary>Whether a host is down, paused or limited, and since when, until when or to what; empty when it is none of that.</summary>
    /// <param name="host">What Get-ParallelFetchLimit -PerHost gives.</param>
    public static string State(PSObject host) => State(host, DateTimeOffset.Now);

    /// <summary>A moment as a time of day, with the date when it is far from now; empty when there is none.</summary>
    /// <param name="moment">The moment.</param>
    public static string Moment(object? moment) =>
        DeserializedResult.Moment(moment) is { } time ? Moment(time, DateTimeOffset.Now, "yyyy-MM-dd HH:mm:ss") : string.Empty;

    /// <summary>How many hosts are down, paused or limited; empty when none is.</summary>
    /// <param name="limit">What Get-ParallelFetchLimit gives.</param>
    public static string TroubleCount(PSObject limit) =>
        TroubledHosts(limit).Count is > 0 and int count ? count.ToString("N0", CultureInfo.CurrentCulture) : string.Empty;

    /// <summary>Which hosts are down, paused or limited; empty when none is.</summary>
    /// <param name="limit">What Get-ParallelFetchLimit gives.</param>
    public static string Trouble(PSObject limit)
    {
        List<string> hosts = TroubledHosts(limit);
        string shown = string.Join(", ", hosts.Take(MostHosts));
        return hosts.Count > MostHosts ? string.Create(CultureInfo.CurrentCulture, $"{shown} and {hosts.Count - MostHosts:N0} more") : shown;
    }

    internal static string State(PSObject host, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(host);
        return DeserializedResult.Moment(host.Properties["DownSince"]?.Value) is { } since ? $"down since {Moment(since, now, Day)}"
            : DeserializedResult.Moment(host.Properties["PausedUntil"]?.Value) is { } until && until > now ? $"paused until {Moment(until, now, Day)}"
            : host.Properties["RateLimitedTo"]?.Value is double rate ? $"limited to {HumanUnits.Rate(rate, CultureInfo.CurrentCulture)}/s"
            : host.Properties["LimitedTo"]?.Value is int atOnce ? string.Create(CultureInfo.CurrentCulture, $"limited to {atOnce:N0} at once")
            : string.Empty;
    }

    // Within half a day, also around midnight, there is only one time of that name.
    private static string Moment(DateTimeOffset moment, DateTimeOffset now, string farFormat) =>
        moment.ToLocalTime().ToString((moment - now).Duration() < TimeSpan.FromHours(12) ? "HH:mm:ss" : farFormat, CultureInfo.InvariantCulture);

    private static List<string> TroubledHosts(PSObject limit)
    {
        ArgumentNullException.ThrowIfNull(limit);
        return PSValue.Unwrap(limit.Properties["Hosts"]?.Value) is not IEnumerable hosts
            ? []
            : [.. hosts.Cast<object>().Select(PSObject.AsPSObject)
                .Select(static host => (Name: host.Properties["Host"]?.Value, State: State(host)))
                .Where(static host => host.State.Length > 0)
                .Select(static host => $"{host.Name} {host.State}")];
    }
}
