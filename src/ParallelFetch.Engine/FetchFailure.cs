using ParallelFetch.Http;
using ParallelFetch.Text;

namespace ParallelFetch;

/// <summary>What went wrong with one fetch, without reference to any user interface.</summary>
/// <param name="Kind">The cause; its name is the stable error id.</param>
/// <param name="Message">One or two sentences for a person: what happened, and what to do about it.</param>
/// <param name="Cause">The exception behind it, if there was one.</param>
internal sealed record FetchFailure(FetchFailureKind Kind, string Message, Exception? Cause = null)
{
    /// <summary>The exception behind it, without secrets in its messages.</summary>
    public Exception? Cause { get; init; } = MaskedCause.Of(Cause);

    /// <summary>Whether trying again would only fail again.</summary>
    public bool IsLasting { get; init; }

    /// <summary>Whether something came from the server all the same, though it was no HTTP response that could be read.</summary>
    public bool IsAnswer { get; init; }

    /// <summary>What this machine was out of, so that the host is not to blame; none for every other failure.</summary>
    public LocalResource LocalTrouble { get; init; }
}
