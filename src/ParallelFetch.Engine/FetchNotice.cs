namespace ParallelFetch;

/// <summary>Something that happened on the way and that a user may want to know of.</summary>
/// <param name="Kind">What.</param>
/// <param name="Message">A sentence for a person.</param>
public sealed record FetchNotice(FetchNoticeKind Kind, string Message);

/// <summary>What a notice is about.</summary>
public enum FetchNoticeKind
{
    /// <summary>A fetch is tried again.</summary>
    Retry,

    /// <summary>A host asked to be left alone for a time.</summary>
    HostPaused,

    /// <summary>A host failed so often in a row that it is given up for a while.</summary>
    HostUnavailable,

    /// <summary>So much fails that not everything is tried again any more.</summary>
    RetryBudgetExhausted,
}
