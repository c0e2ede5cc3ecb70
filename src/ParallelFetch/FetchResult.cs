using System.Management.Automation;

namespace ParallelFetch;

/// <summary>What came of one URL: what Start-ParallelFetch and Wait-ParallelFetch emit, one for every URL.</summary>
public sealed class FetchResult : FetchOutcome
{
    private ErrorRecord? _error;

    /// <summary>Creates the result of a request.</summary>
    /// <param name="request">The request.</param>
    internal FetchResult(FetchRequest request)
        : base(request)
    {
    }

    /// <summary>Why there is no usable response; null when there is one, whatever its status. The same record goes to the error stream.</summary>
    public ErrorRecord? Error => Failure is null ? null : _error ??= FetchErrors.Create(Failure, Uri, this);

    /// <summary>Makes the error what it is after Start-ParallelFetch has written it; for a job, where no cmdlet writes.</summary>
    internal void SetErrorWritten()
    {
        if (Error is { } error)
        {
            _error = FetchErrors.AsWritten(error);
        }
    }

    /// <summary>
    /// The name of <see cref="FetchOutcome.Encoding"/>, such as utf-8; null when there was no response. It is what other processes get: an
    /// encoding itself would come there as a heap of its properties.
    /// </summary>
    public string? EncodingName => Encoding?.WebName;

    /// <summary>Whether the error is the status itself: then there is a whole response to look at.</summary>
    internal bool IsHttpError => Failure?.Kind == FetchFailureKind.WebCmdletWebResponseException;

    /// <summary>Whether the fetch was cancelled before it had finished.</summary>
    internal bool IsStopped => Failure?.Kind == FetchFailureKind.FetchStopped;

    /// <summary>The status and the URL.</summary>
    public override string ToString() => $"{Formatting.FetchFormat.StatusOf(this)} {FetchUri.Display(Uri)}";
}
