using System.Globalization;
using ParallelFetch.Text;

namespace ParallelFetch;

/// <summary>
/// Makes of how far fetches have come what a person wants to know: how fast it goes, how much is left, and until when.
/// Asked whether it is time to report it only reads the clock, so it may be asked after every result.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class ProgressMeter(TimeProvider time)
{
    /// <summary>How often a report is worth its while.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    // What lies further back than a few of these no longer counts for the rate.
    private const double MemorySeconds = 3;

    // With the number of URLs done, what a host does has to fit into a window of 80 columns.
    private const int LongestHost = 22;

    // An estimate from less than this is a guess.
    private static readonly TimeSpan FirstEstimate = TimeSpan.FromSeconds(1);

    private readonly long _startedAt = time.GetTimestamp();
    private long _lastAt = time.GetTimestamp();
    private FetchProgress _last;
    private double _weight;
    private double _fetches;
    private double _bytes;

    /// <summary>How many URLs there are in all; null while nobody knows.</summary>
    public long? Total { get; set; }

    /// <summary>Whether it is time to report again.</summary>
    public bool IsDue => time.GetElapsedTime(_lastAt) >= Interval;

    /// <summary>Takes a reading.</summary>
    /// <param name="progress">How far the fetches have come.</param>
    public ProgressReading Read(FetchProgress progress)
    {
        // Bytes on the wire turn into bytes of a result in two steps: what was shown once is not taken back.
        progress = progress with { Bytes = Math.Max(progress.Bytes, _last.Bytes) };
        Weigh(progress);
        long? total = Total is null ? null : Math.Max(Total.Value, progress.Accepted);
        int left = Estimate(progress, total);
        return new ProgressReading(
            total is > 0 ? (int)(progress.Completed * 100 / total.Value) : -1,
            left,
            Describe(progress, total, left));
    }

    // An exponential average, in which each report counts as long as it lasted; divided by the sum of its weights, so
    // that the first reports are not drawn down by a past that never was.
    private void Weigh(FetchProgress progress)
    {
        double seconds = Math.Max(time.GetElapsedTime(_lastAt).TotalSeconds, 0.001);
        double kept = Math.Exp(-seconds / MemorySeconds);
        _weight = (_weight * kept) + (1 - kept);
        _fetches = (_fetches * kept) + ((1 - kept) * (progress.Completed - _last.Completed) / seconds);
        _bytes = (_bytes * kept) + ((1 - kept) * (progress.Bytes - _last.Bytes) / seconds);
        _last = progress;
        _lastAt = time.GetTimestamp();
    }

    private double Rate => _fetches / _weight;

    private int Estimate(FetchProgress progress, long? total)
    {
        const double Never = 1_000_000_000;
        const int Unknown = -1;
        if (total is null || progress.Completed == 0 || time.GetElapsedTime(_startedAt) < FirstEstimate)
        {
            return Unknown;
        }

        // When a host that is down will be back nobody knows.
        double seconds = progress.Hold is { DownShare: > 0.5 } ? Never : SecondsLeft(total.Value - progress.Completed, progress.Hold);
        return seconds is >= 0 and < Never ? (int)Math.Ceiling(seconds) : Unknown;
    }

    // What a host lets through in a pause, or right after it, says less about the rest than the rate that it takes.
    private double SecondsLeft(long left, HostHold? hold)
    {
        if (hold is null)
        {
            return left / Rate;
        }

        double limited = hold.SlowestRate > 0 ? left * hold.SlowestShare / hold.SlowestRate : 0;
        double others = left * (1 - hold.LimitedShare);
        return Math.Max(limited + hold.Pause.TotalSeconds, others > 0 ? others / Rate : 0);
    }

    private string Describe(FetchProgress progress, long? total, int left)
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        string of = total is null ? string.Empty : string.Create(culture, $" of {total:N0}");
        string text = string.Create(culture, $"{progress.Completed:N0}{of} done");

        // What a narrow window cuts off is the end, so why nothing moves comes before how it moves.
        if (progress.Hold is not null)
        {
            text += $", {Describe(progress.Hold, culture)}";
        }

        text += string.Create(culture, $", {progress.Failed:N0} failed");

        if (progress.Retrying > 0)
        {
            text += string.Create(culture, $", {progress.Retrying:N0} to be tried again");
        }

        text += string.Create(culture, $", {progress.InFlight:N0} in flight, {Rate:N0}/s");
        if (left > 0)
        {
            text += $", {HumanUnits.Clock(TimeSpan.FromSeconds(left), culture)} left";
        }

        if (progress.Bytes > 0)
        {
            text += $", {HumanUnits.ByteCount(progress.Bytes, culture)}, {HumanUnits.ByteCount(_bytes / _weight, culture)}/s";
        }

        return progress.Waiting > 0 ? text + string.Create(culture, $", {progress.Waiting:N0} waiting") : text;
    }

    private static string Describe(HostHold hold, CultureInfo culture)
    {
        string host = Shorten(hold.Host);
        string text = hold.Kind switch
        {
            HostHoldKind.Paused => string.Create(culture, $"paused {Math.Ceiling(hold.Time.TotalSeconds):N0} s by {host}"),
            HostHoldKind.Down => string.Create(culture, $"{host} down for {hold.Time.TotalSeconds:N0} s"),
            _ when hold.Rate > 0 => $"{host} limited to {HumanUnits.Rate(hold.Rate, culture)}/s",
            _ => string.Create(culture, $"{host} limited to {hold.AtOnce:N0} at once"),
        };
        return hold.Others switch
        {
            0 => text,
            1 => text + " (+1 host)",
            _ => text + string.Create(culture, $" (+{hold.Others:N0} hosts)"),
        };
    }

    // Both ends of a name tell it from others.
    private static string Shorten(string host) => host.Length <= LongestHost
        ? host
        : string.Concat(host.AsSpan(0, LongestHost / 2), "…", host.AsSpan(host.Length - (LongestHost / 2) + 1));
}
