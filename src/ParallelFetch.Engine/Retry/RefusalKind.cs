namespace ParallelFetch.Retry;

/// <summary>Whether an answer asks for the request to come again later: flow control, which is no failure of the request.</summary>
internal enum RefusalKind
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>
    /// Status 503 without a word about when to come again: an overloaded server's way of saying it (RFC 9110, section
    /// 15.6.4), but broken pages say it, too. What the host does with its other requests decides.
    /// </summary>
    Suspected,

    /// <summary>Status 429 (RFC 6585, section 4), or an answer that says when to come again.</summary>
    Certain,
}
