namespace ParallelFetch;

/// <summary>Something that happened on the way and that a user may want to know of.</summary>
/// <param name="Kind">What.</param>
/// <param name="Message">A sentence for a person.</param>
internal sealed record FetchNotice(FetchNoticeKind Kind, string Message)
{
    /// <summary>The host that it is about; null when it is about none.</summary>
    internal string? Host { get; init; }

    /// <summary>Whether it is one that is made only because <see cref="FetchOptions.Trace"/> asks for it.</summary>
    internal bool IsTrace => Kind is FetchNoticeKind.Attempt or FetchNoticeKind.RequestHeaders or FetchNoticeKind.ResponseHeaders;

    /// <summary>Says that nobody took notices for so long that some were not kept.</summary>
    internal static FetchNotice LeftOut(long count) => new(
        FetchNoticeKind.LeftOut,
        FormattableString.Invariant($"{count:N0} messages were left out here, because so many had come that had not been taken."));
}

/// <summary>What a notice is about.</summary>
internal enum FetchNoticeKind
{
    /// <summary>A fetch is tried again.</summary>
    Retry,

    /// <summary>A host asked to be left alone for a time.</summary>
    HostPaused,

    /// <summary>A host refused requests, so that it is sent less.</summary>
    HostLimited,

    /// <summary>A host that had answered cannot be reached.</summary>
    HostDown,

    /// <summary>A host that could not be reached has answered.</summary>
    HostBack,

    /// <summary>A host failed so often in a row that it is given up for a while.</summary>
    HostUnavailable,

    /// <summary>So much fails that not everything is tried again any more.</summary>
    RetryBudgetExhausted,

    /// <summary>This machine is out of files, ports or memory, so that fewer are fetched at once.</summary>
    LocalTrouble,

    /// <summary>A request was answered, redirected, or failed.</summary>
    Attempt,

    /// <summary>What is sent, without its body.</summary>
    RequestHeaders,

    /// <summary>What was answered, without its body.</summary>
    ResponseHeaders,

    /// <summary>Some notices were not kept.</summary>
    LeftOut,
}
