namespace ParallelFetch.Retry;

/// <summary>How long a server asks to be left alone.</summary>
internal static class AskedWait
{
    /// <summary>
    /// How long the server asks to wait before it is asked again: by Retry-After, whatever the status, or else, with an error
    /// status, by what it says of its quotas. Of several quotas that are used up, the one that takes longest to be renewed.
    /// A quota whose count is not told is taken to be used up by a 429 only.
    /// </summary>
    /// <param name="outcome">How the try ended.</param>
    /// <param name="now">The time, which dates are compared with.</param>
    /// <returns>Zero or more; null when it does not ask, or not in a way that has one meaning.</returns>
    internal static TimeSpan? Of(FetchOutcome outcome, DateTimeOffset now)
    {
        if (outcome.StatusCode == 0)
        {
            return null;
        }

        if (RetryAfter.Parse(outcome.ReadHeader("Retry-After"), now) is { } asked)
        {
            return asked;
        }

        if (outcome.StatusCode < 400)
        {
            return null;
        }

        List<RateLimitPolicy> policies = Policies(outcome, now);
        return policies.Any(static policy => policy.Remaining is not null)
            ? policies.Where(static policy => policy.Remaining == 0).Max(static policy => policy.Reset)
            : outcome.StatusCode == 429 ? policies.Max(static policy => policy.Reset) : null;
    }

    private static List<RateLimitPolicy> Policies(FetchOutcome outcome, DateTimeOffset now)
    {
        var policies = new List<RateLimitPolicy>();
        if (outcome.ReadHeader("RateLimit") is { } field)
        {
            RateLimitFields.Read(field, policies);
        }

        ReadPair("RateLimit-", isDraft: true);
        ReadPair("X-RateLimit-", isDraft: false);

        // Twitter's.
        ReadPair("X-Rate-Limit-", isDraft: false);
        return policies;

        void ReadPair(string prefix, bool isDraft) =>
            RateLimitFields.Read(outcome.ReadHeader(prefix + "Remaining"), outcome.ReadHeader(prefix + "Reset"), isDraft, now, policies);
    }
}
