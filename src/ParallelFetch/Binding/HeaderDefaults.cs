using System.Collections;

namespace ParallelFetch.Binding;

/// <summary>What goes into the headers of every request of a call.</summary>
internal sealed record HeaderDefaults
{
    /// <summary>The User-Agent of -UserAgent, which beats all others.</summary>
    internal string? UserAgent { get; init; }

    /// <summary>The Authorization of -Authentication, which beats all others.</summary>
    internal string? Authorization { get; init; }

    /// <summary>The headers of the web session; those of the same name in -Headers beat them.</summary>
    internal IDictionary? SessionHeaders { get; init; }

    /// <summary>The User-Agent of the web session, which every other one beats.</summary>
    internal string? SessionUserAgent { get; init; }

    /// <summary>Whether values have to be well-formed: not with -SkipHeaderValidation.</summary>
    internal bool Validate { get; init; } = true;
}
