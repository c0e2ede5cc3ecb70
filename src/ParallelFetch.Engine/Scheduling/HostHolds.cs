namespace ParallelFetch.Scheduling;

/// <summary>Finds what hosts hold back. Called under the scheduler's lock, a few times a second.</summary>
/// <param name="admission">Knows the hosts.</param>
/// <param name="time">The clock.</param>
internal sealed class HostHolds(AdmissionControl admission, TimeProvider time)
{
    private readonly long _now = time.GetTimestamp();

    /// <summary>What holds requests back; null when nothing but the limits of the user does.</summary>
    internal HostHold? Find()
    {
        List<(HostState Host, HostHoldKind Kind, double Seconds)> holds =
            [.. admission.Hosts.All.Where(static host => host.Waiting > 0).Select(host => (host, Kind: KindOf(host)))
                .Where(static hold => hold.Kind is not null).Select(hold => (hold.host, hold.Kind!.Value, SecondsOf(hold.host, hold.Kind.Value)))];
        if (holds.Count == 0)
        {
            return null;
        }

        (HostState worst, HostHoldKind kind, _) = holds.OrderBy(static hold => hold.Kind).ThenByDescending(static hold => hold.Seconds).First();
        double waiting = admission.Hosts.All.Sum(static host => (long)host.Waiting);
        HostState[] limited = [.. holds.Where(hold => hold.Kind != HostHoldKind.Down && RateOf(hold.Host) > 0).Select(static hold => hold.Host)];
        HostState? slowest = limited.MaxBy(host => host.Waiting / RateOf(host));
        return new HostHold(kind, worst.Key.ToString())
        {
            Time = kind switch
            {
                HostHoldKind.Paused => time.GetElapsedTime(_now, worst.PausedUntil),
                HostHoldKind.Down => time.GetElapsedTime(worst.Outage!.Since, _now),
                _ => TimeSpan.Zero,
            },
            Rate = RateOf(worst),
            AtOnce = AtOnceOf(worst),
            Others = holds.Count - 1,
            Pause = time.GetElapsedTime(_now, Math.Max(_now, holds.Max(static hold => hold.Host.PausedUntil))),
            LimitedShare = limited.Sum(static host => (long)host.Waiting) / waiting,
            SlowestShare = (slowest?.Waiting ?? 0) / waiting,
            SlowestRate = slowest is null ? 0 : RateOf(slowest),
            DownShare = holds.Where(static hold => hold.Kind == HostHoldKind.Down).Sum(static hold => (long)hold.Host.Waiting) / waiting,
        };
    }

    private HostHoldKind? KindOf(HostState host) => host.IsDown ? HostHoldKind.Down
        : host.PausedUntil > _now ? HostHoldKind.Paused
        : RateOf(host) > 0 || AtOnceOf(host) > 0 ? HostHoldKind.Limited
        : null;

    // How long it takes, as far as anybody can tell.
    private double SecondsOf(HostState host, HostHoldKind kind) => kind switch
    {
        HostHoldKind.Paused => host.PausedUntil - _now,
        HostHoldKind.Down => _now - host.Outage!.Since,
        _ => host.Waiting / (RateOf(host) > 0 ? RateOf(host) : AtOnceOf(host)),
    };

    // What the user allows may be less than what the host has been seen to take.
    private double RateOf(HostState host)
    {
        double allowed = admission.Limits.RequestsPerSecondPerHost;
        return host.Flow is { Rate: > 0 } flow && (allowed == 0 || flow.Rate < allowed) ? flow.Rate : 0;
    }

    private int AtOnceOf(HostState host) => host.LimitedTo(admission.Limits);
}
