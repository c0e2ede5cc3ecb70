using ParallelFetch.Http;
using ParallelFetch.Scheduling;

namespace ParallelFetch;

/// <summary>
/// One session: its limit, its connections and its fetches. Independent of every other engine in the process, and safe
/// to use from several threads.
/// </summary>
internal sealed class FetchEngine : IDisposable
{
    private static readonly FetchLimits NoLimits = new();

    private readonly FetchEngineSettings _settings;
    private readonly HandlerPool _handlers;
    private readonly object _gate = new();
    private readonly HashSet<FetchBatch> _batches = [];
    private bool _disposed;

    /// <summary>Creates an engine.</summary>
    /// <param name="settings">Null for the real clock and the real network.</param>
    public FetchEngine(FetchEngineSettings? settings = null)
    {
        _settings = settings ?? new FetchEngineSettings();
        _handlers = new HandlerPool(_settings.CreateHandler);
        Outcomes = new OutcomeFactory(_settings);
        Scheduler = new FetchScheduler(new HttpFetcher(_handlers, Time), Outcomes, _settings);
        Background = new BackgroundFetches(this);
    }

    /// <summary>The session's background fetches.</summary>
    public BackgroundFetches Background { get; }

    /// <summary>How many fetches may be on the wire at once, as it is in force now; 0 for any number.</summary>
    public int Throttle => Scheduler.Read(static admission => admission.Limits.Throttle);

    /// <summary>Fetches on the wire now.</summary>
    public int Outstanding => Scheduler.Outstanding;

    /// <summary>Requests that wait for their place on the wire.</summary>
    public int Waiting => Scheduler.Read(static admission => admission.Hosts.All.Sum(static host => host.Waiting));

    /// <summary>The limits in force now.</summary>
    public FetchLimits Limits => Scheduler.Read(static admission => admission.Limits.Snapshot);

    internal TimeProvider Time => _settings.Time;

    internal OutcomeFactory Outcomes { get; }

    internal FetchScheduler Scheduler { get; }

    /// <summary>
    /// Sets the session's limits, and ends their overrides by calls that run with some of their own. Takes effect at once;
    /// lowering a limit never cancels what is on the wire.
    /// </summary>
    /// <param name="limits">The limits; those that are null stay as they are.</param>
    public void SetLimits(FetchLimits limits)
    {
        limits.Validate();
        Scheduler.SetLimits(limits);
    }

    /// <summary>The hosts of the session, those that it remembers, by name.</summary>
    public IReadOnlyList<HostLimit> GetHosts()
    {
        DateTimeOffset now = Time.GetLocalNow();
        long stamp = Time.GetTimestamp();
        return Scheduler.Read<IReadOnlyList<HostLimit>>(admission => [.. admission.Hosts.All.Select(host => new HostLimit(host.Key.ToString())
        {
            InFlight = host.InFlight,
            Waiting = host.Waiting,
            Limit = host.Limit(admission.Limits) is int.MaxValue ? 0 : host.Limit(admission.Limits),
            AutoLimit = admission.Limits.AutoThrottle ? host.Controller?.Limit : null,
            RequestsPerSecond = admission.Limits.RequestsPerSecondPerHost,
            PausedUntil = host.PausedUntil > stamp ? now + Time.GetElapsedTime(stamp, host.PausedUntil) : null,
            RateLimitedTo = host.Flow is { Rate: > 0 } flow ? flow.Rate : null,
            LimitedTo = host.LimitedTo(admission.Limits) is > 0 and int atOnce ? atOnce : null,
            DownSince = host.IsDown ? now - Time.GetElapsedTime(host.Outage!.Since, stamp) : null,
            FailuresInARow = host.Breaker.Failures,
            Requests = host.Requests,
            Retries = host.Retries,
            Refusals = host.Refusals,
            Failures = host.Failures,
        }).OrderBy(static host => host.Host, StringComparer.OrdinalIgnoreCase)]);
    }

    /// <summary>Overrides limits until the returned object is disposed of, or they are set or overridden anew.</summary>
    /// <param name="limits">The limits; those that are null stay as they are.</param>
    public IDisposable OverrideLimits(FetchLimits limits)
    {
        limits.Validate();
        return limits == NoLimits ? NoOverride.Instance : Scheduler.OverrideLimits(limits);
    }

    /// <summary>Begins a streaming call.</summary>
    /// <param name="limits">Its own limits while it lasts; those that are null are the session's.</param>
    /// <param name="inOrder">Whether outcomes come in the order of the input rather than of their completion.</param>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public FetchBatch StartBatch(FetchLimits limits, bool inOrder)
    {
        // Not under the lock: a higher limit puts requests of other calls on the wire at once, on this thread.
        // What throws comes before the override, which would last.
        long now = Time.GetTimestamp();
        var batch = new FetchBatch(this, now, OverrideLimits(limits), inOrder);
        lock (_gate)
        {
            if (!_disposed)
            {
                _batches.Add(batch);
                return batch;
            }
        }

        batch.Dispose();
        throw new ObjectDisposedException(nameof(FetchEngine));
    }

    /// <summary>Ends the session: cancels everything and closes its connections.</summary>
    public void Dispose()
    {
        FetchBatch[] batches;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            batches = [.. _batches];
        }

        // Nothing new from here on; and disposing a handler cancels nothing that is in flight, so that comes last.
        Scheduler.Close();
        foreach (FetchBatch batch in batches)
        {
            batch.Cancel();
        }

        Background.CancelAll();
        Scheduler.Dispose();
        _handlers.Dispose();
    }

    /// <summary>What hosts hold requests back for; null when none does.</summary>
    internal HostHold? FindHold() => Scheduler.Read(admission => new HostHolds(admission, Time).Find());

    internal void Ended(FetchBatch batch)
    {
        lock (_gate)
        {
            _batches.Remove(batch);
        }
    }

    private sealed class NoOverride : IDisposable
    {
        internal static readonly NoOverride Instance = new();

        public void Dispose()
        {
        }
    }
}
