namespace ParallelFetch;

/// <summary>A fetch that failed, as an exception: what an error record carries.</summary>
public sealed class FetchException : Exception
{
    /// <summary>Creates the exception for a failure.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="uri">The URL as the user gave it; it is put in front of the message.</param>
    internal FetchException(FetchFailure failure, object? uri)
        : base(uri is null ? failure.Message : $"{FetchUri.Display(uri)}: {failure.Message}", failure.Cause)
    {
        Failure = failure;
    }

    internal FetchException(FetchFailureKind kind, string message, Exception? cause = null, bool isLasting = false)
        : this(new FetchFailure(kind, message, cause) { IsLasting = isLasting }, null)
    {
    }

    /// <summary>What went wrong.</summary>
    internal FetchFailure Failure { get; }

    /// <summary>The cause; its name is the stable error id.</summary>
    public FetchFailureKind Kind => Failure.Kind;
}
