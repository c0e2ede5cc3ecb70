namespace ParallelFetch.Scheduling;

/// <summary>The limits in force: those of the session, overridden by those of running calls. Guarded by the scheduler's lock.</summary>
internal sealed class EffectiveLimits
{
    internal const int DefaultThrottle = 10;

    private readonly OverridableSetting<int> _throttle = new(DefaultThrottle);
    private readonly OverridableSetting<int> _perHost = new(0);
    private readonly OverridableSetting<double> _rate = new(0);
    private readonly OverridableSetting<double> _ratePerHost = new(0);
    private readonly OverridableSetting<bool> _auto = new(false);

    /// <summary>How many fetches may be on the wire; 0 for any number.</summary>
    internal int Throttle => _throttle.Current;

    internal double RequestsPerSecond => _rate.Current;

    internal double RequestsPerSecondPerHost => _ratePerHost.Current;

    internal bool AutoThrottle => _auto.Current;

    /// <summary>How many fetches to one host may be on the wire: the smaller of the two limits.</summary>
    internal int HostCeiling
    {
        get
        {
            int perHost = _perHost.Current == 0 ? int.MaxValue : _perHost.Current;
            return Math.Min(perHost, Throttle == 0 ? int.MaxValue : Throttle);
        }
    }

    internal FetchLimits Snapshot => new()
    {
        Throttle = Throttle,
        ThrottlePerHost = _perHost.Current,
        RequestsPerSecond = RequestsPerSecond,
        RequestsPerSecondPerHost = RequestsPerSecondPerHost,
        AutoThrottle = AutoThrottle,
    };

    internal void SetSession(FetchLimits limits)
    {
        _throttle.SetSession(limits.Throttle);
        _perHost.SetSession(limits.ThrottlePerHost);
        _rate.SetSession(limits.RequestsPerSecond);
        _ratePerHost.SetSession(limits.RequestsPerSecondPerHost);
        _auto.SetSession(limits.AutoThrottle);
    }

    /// <summary>Overrides the limits that are given.</summary>
    /// <returns>What <see cref="Revoke"/> takes.</returns>
    internal object?[] Override(FetchLimits limits) =>
    [
        _throttle.Override(limits.Throttle), _perHost.Override(limits.ThrottlePerHost), _rate.Override(limits.RequestsPerSecond),
        _ratePerHost.Override(limits.RequestsPerSecondPerHost), _auto.Override(limits.AutoThrottle),
    ];

    /// <summary>Ends the overrides of a call.</summary>
    internal void Revoke(object?[] overrides)
    {
        _throttle.Revoke(overrides[0]);
        _perHost.Revoke(overrides[1]);
        _rate.Revoke(overrides[2]);
        _ratePerHost.Revoke(overrides[3]);
        _auto.Revoke(overrides[4]);
    }
}
