using ParallelFetch.Http;
using ParallelFetch.Retry;

namespace ParallelFetch.Engine.Tests.Simulation;

/// <summary>What the cmdlet gives the engine: the only place of the simulation where request options are made.</summary>
internal static class CallDefaults
{
    /// <summary>The throttle of a session.</summary>
    public const int Throttle = 10;

    /// <param name="maximumRetryCount">As if -MaximumRetryCount were given; null as without it.</param>
    /// <param name="retryConnectionRefused">As if -RetryConnectionRefused were given.</param>
    public static FetchOptions Options(int? maximumRetryCount = null, bool retryConnectionRefused = false) => new()
    {
        HostFailureLimit = maximumRetryCount > 0 ? 0 : 50,
        Connection = new ConnectionProfile { ConnectTimeout = TimeSpan.FromSeconds(10) },
        ConnectionTimeout = FetchOptions.DefaultTimeout,
        OperationTimeout = FetchOptions.DefaultTimeout,
        Retry = new RetryOptions
        {
            MaximumCount = maximumRetryCount ?? 2,
            AnyMethod = maximumRetryCount is not null,
            Budget = maximumRetryCount is null ? new RetryBudget() : null,
            OutageTimeout = TimeSpan.FromSeconds(300),
            ConnectionRefused = retryConnectionRefused,
        },
    };
}
