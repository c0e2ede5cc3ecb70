using System.Globalization;

namespace ParallelFetch.Engine.Tests.Simulation;

/// <summary>Something that a run is judged by.</summary>
/// <param name="Name">What, in words.</param>
/// <param name="Measure">Reads it off the result.</param>
/// <param name="Most">What it may be at the most.</param>
internal sealed record Bound(string Name, Func<SimulationResult, double> Measure, double Most)
{
    /// <summary>Every URL is got.</summary>
    public static Bound All { get; } = AllBut(0);

    /// <summary>No more than so many URLs are not got.</summary>
    public static Bound AllBut(int count) => new("URLs lost", static result => result.Lost, count);

    /// <summary>No more than a share of all requests is refused.</summary>
    public static Bound Refused(double share) => new("share of requests refused", static result => result.RefusedShare, share);

    /// <summary>The time is no more than so many times the ideal, and a number of seconds.</summary>
    public static Bound Time(double factor, double seconds = 0) =>
        new($"times the ideal{(seconds > 0 ? $" + {seconds.ToString(CultureInfo.InvariantCulture)} s" : null)}", result => (result.Seconds - seconds) / result.Ideal, factor);

    /// <summary>The time is no more than so many seconds.</summary>
    public static Bound Seconds(double seconds) => new("seconds", static result => result.Seconds, seconds);

    /// <summary>The last URL of a host is done after no more than so many seconds.</summary>
    public static Bound HostTime(string host, double seconds) => new($"seconds of {host}", result => result.LastDone(host), seconds);

    /// <summary>All URLs of a host but so many are got.</summary>
    public static Bound HostLost(string host, int count = 0) =>
        new($"URLs of {host} lost", result => result.Outcomes.Count(outcome => outcome.Host == host && !outcome.IsGot), count);

    /// <summary>No more than so many requests are sent in all.</summary>
    public static Bound Requests(int count) => new("requests", static result => result.Requests, count);

    /// <summary>Nothing is sent to a host in a pause that it has asked for.</summary>
    public static Bound Patient { get; } = new("requests sent in a pause that was asked for", static result => result.Hosts.Sum(static host => host.Impatient), 0);

    /// <summary>What a result lacks; null for nothing.</summary>
    public string? Miss(SimulationResult result)
    {
        double measured = Measure(result);
        return measured <= Most + 1e-9 ? null : string.Create(CultureInfo.InvariantCulture, $"{measured:0.###} {Name}, {Most:0.###} allowed");
    }
}
