namespace LoopbackServer.Behaviours.Quotas;

/// <summary>A rule with its counts. What a client does about being turned away, it shows here.</summary>
internal sealed class Quota
{
    private readonly Lock _lock = new();
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private IQuotaRule? _rule;
    private long _accepted;
    private long _refused;

    public QuotaState State
    {
        get
        {
            lock (_lock)
            {
                return new QuotaState(_accepted, _refused);
            }
        }
    }

    /// <summary>Null: served, and <see cref="Leave"/> follows. Otherwise refused, and this is the time until asking is worth while.</summary>
    /// <param name="create">Makes the rule for the first request; it stays as it is.</param>
    public TimeSpan? Ask(Func<IQuotaRule> create)
    {
        lock (_lock)
        {
            _rule ??= create();
            TimeSpan? wait = _rule.Ask(TimeProvider.System.GetElapsedTime(_start));
            _accepted += wait is null ? 1 : 0;
            _refused += wait is null ? 0 : 1;
            return wait;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            _rule?.Leave();
        }
    }
}

/// <summary>What <c>GET /control/quota</c> shows.</summary>
internal sealed record QuotaState(long Accepted, long Refused);
