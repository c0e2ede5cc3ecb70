using ParallelFetch.AutoThrottle;

namespace ParallelFetch.Scheduling;

/// <summary>What the end of a fetch says about its host.</summary>
/// <param name="Load">What it says about the host's load.</param>
/// <param name="Connected">Whether the host answered; null when that cannot be said.</param>
/// <param name="IsLost">Whether nothing came from the host, or the connection broke before anything did.</param>
internal readonly record struct CompletionReport(CompletionKind Load, bool? Connected, bool IsLost = false)
{
    internal static CompletionReport Of(FetchOutcome outcome)
    {
        if (outcome.StatusCode != 0)
        {
            // Where a redirect leads, the load is another host's.
            if (outcome.Redirects > 0)
            {
                return new CompletionReport(CompletionKind.Other, true);
            }

            bool isRefusal = outcome.StatusCode is 429 or 503 || outcome.Failure?.Kind is FetchFailureKind.OperationTimeoutReached;
            return new CompletionReport(isRefusal ? CompletionKind.Refused : CompletionKind.Good, true);
        }

        // Whatever became of it elsewhere, the host itself has answered with a redirect.
        if (outcome.Redirects > 0)
        {
            return new CompletionReport(CompletionKind.Other, true);
        }

        return outcome.Failure?.Kind switch
        {
            FetchFailureKind.ConnectionTimeoutReached => new(CompletionKind.Refused, false, true),
            FetchFailureKind.ConnectionFailed => new(outcome.WasRefused ? CompletionKind.Other : CompletionKind.Refused, false, true),
            FetchFailureKind.NameResolutionFailed => new(CompletionKind.Other, false, true),
            FetchFailureKind.TlsFailed => new(CompletionKind.Other, false),

            // A server that is stopped closes its connections; one that sends what is no HTTP is there.
            FetchFailureKind.ProtocolError => new(CompletionKind.Other, null, !outcome.Failure.IsAnswer),
            _ => new(CompletionKind.Other, null),
        };
    }
}
