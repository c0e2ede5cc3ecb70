namespace ParallelFetch.Scheduling;

/// <summary>All limits in force. Guarded by the scheduler's lock.</summary>
internal sealed class LiveLimits
{
    internal const int DefaultThrottle = 10;

    private readonly LiveSetting<int> _throttle = new(DefaultThrottle);
    private readonly LiveSetting<int> _perHost = new(0);
    private readonly LiveSetting<double> _rate = new(0);
    private readonly LiveSetting<double> _ratePerHost = new(0);
    private readonly LiveSetting<bool> _auto = new(false);

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

    internal object?[] Enter(FetchLimits limits) =>
    [
        _throttle.Enter(limits.Throttle), _perHost.Enter(limits.ThrottlePerHost), _rate.Enter(limits.RequestsPerSecond),
        _ratePerHost.Enter(limits.RequestsPerSecondPerHost), _auto.Enter(limits.AutoThrottle),
    ];

    internal void Leave(object?[] claims)
    {
        _throttle.Leave(claims[0]);
        _perHost.Leave(claims[1]);
        _rate.Leave(claims[2]);
        _ratePerHost.Leave(claims[3]);
        _auto.Leave(claims[4]);
    }
}
