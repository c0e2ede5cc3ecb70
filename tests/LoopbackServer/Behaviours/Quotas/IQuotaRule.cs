namespace LoopbackServer.Behaviours.Quotas;

/// <summary>Says who is served. Whoever owns it holds the lock.</summary>
internal interface IQuotaRule
{
    /// <summary>Null: served, and <see cref="Leave"/> follows. Otherwise the time after which asking again is worth while.</summary>
    TimeSpan? Ask(TimeSpan now);

    /// <summary>One that was served is done.</summary>
    void Leave();
}
