using System.Globalization;
using ParallelFetch.Http;
using ParallelFetch.Text;

namespace ParallelFetch.Scheduling;

/// <summary>The sentences about what a host is doing.</summary>
internal static class HostNotices
{
    internal static FetchNotice Paused(string host, int status, TimeSpan pause) => new(
        FetchNoticeKind.HostPaused,
        $"{host} answered {Number(status)} and asked for a pause: no request is sent to it for {HumanUnits.Seconds(pause)}.");

    internal static FetchNotice Backoff(string host, int status, TimeSpan pause) => new(
        FetchNoticeKind.HostPaused,
        $"{host} answered {Number(status)} to everything and did not say for how long: no request is sent to it for {HumanUnits.Seconds(pause)}.");

    internal static FetchNotice Limited(string host, int status, double rate, int window) => new(
        FetchNoticeKind.HostLimited,
        $"{host} answered {Number(status)}, so it is sent less: {(rate > 0 ? $"about {Rate(rate)} requests a second" : $"{Number(window)} at once")}. The URLs that it refused wait for their turn.");

    internal static FetchNotice Down(string host, string reason, TimeSpan timeout) => new(
        FetchNoticeKind.HostDown,
        $"{host} has answered before and cannot be reached any more ({reason}). Its URLs wait for it, {HumanUnits.Seconds(timeout)} at the most (-OutageTimeoutSeconds); other hosts go on.")
    { Host = host };

    internal static FetchNotice Back(string host, TimeSpan outage) => new(
        FetchNoticeKind.HostBack,
        $"{host} is back after {HumanUnits.Seconds(outage)}: its URLs go on.");

    internal static FetchNotice? GivenUp(HostState host, HostGate gate, FetchOptions options) => gate switch
    {
        HostGate.Refusing => new(
            FetchNoticeKind.HostUnavailable,
            $"{host.Key} has let nothing through for {HumanUnits.Seconds(options.Retry.RateLimitTimeout)}, so its URLs are given up; their results are its refusals. Ask it again later, or wait longer with -RateLimitTimeoutSeconds.")
        { Host = host.Key.ToString() },
        HostGate.Unreachable when host.IsDown => new(
            FetchNoticeKind.HostUnavailable,
            $"{host.Key} had answered, and could not be reached for {HumanUnits.Seconds(options.Retry.OutageTimeout)}, so its other URLs fail at once. -OutageTimeoutSeconds waits longer.")
        { Host = host.Key.ToString() },
        _ => null,
    };

    internal static FetchFailure Unavailable(HostState host, HostGate gate, FetchOptions options) => gate switch
    {
        HostGate.Expired => FailureClassifier.TookTooLong(options),
        HostGate.Refusing => new(
            FetchFailureKind.HostUnavailable,
            $"{host.Key} has refused every request for {HumanUnits.Seconds(options.Retry.RateLimitTimeout)}, so this one was not sent. Ask it again later, or wait longer with -RateLimitTimeoutSeconds."),
        _ when host.IsDown => new(
            FetchFailureKind.HostUnavailable,
            $"{host.Key} had answered, and could not be reached for {HumanUnits.Seconds(options.Retry.OutageTimeout)}, so this one was not sent. Check the host, or wait longer with -OutageTimeoutSeconds."),
        _ => new(
            FetchFailureKind.HostUnavailable,
            $"The last {Number(host.Breaker.Failures)} requests to {host.Key} found no connection, so this one was not sent. The host is tried again every {HumanUnits.Seconds(CircuitBreaker.Interval)}; -HostFailureLimit 0 tries it every time."),
    };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Rate(double rate) => HumanUnits.Rate(rate, CultureInfo.InvariantCulture);
}
