namespace ParallelFetch.Binding;

/// <summary>No body can be made of what was given; the message says why and what to give.</summary>
internal sealed class BodyException(string message, Exception? cause = null, FetchFailureKind kind = FetchFailureKind.InvalidBody) : Exception(message, cause)
{
    internal FetchFailure ToFailure() => new(kind, Message, InnerException);
}
