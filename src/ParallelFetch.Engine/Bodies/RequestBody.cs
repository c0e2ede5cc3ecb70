namespace ParallelFetch.Bodies;

/// <summary>
/// What is sent with a request. Bodies are immutable descriptions: each sending makes its content anew, so a body can be
/// sent again after a redirect (307, 308), a challenge or a failure, and by many requests at the same time.
/// </summary>
internal abstract class RequestBody
{
    /// <summary>Whether it can be sent more than once.</summary>
    internal virtual bool CanBeResent => true;

    /// <summary>Bytes that are the same for the same body, in another run, too; null when it cannot be told from others.</summary>
    internal abstract byte[]? Identity { get; }

    /// <summary>Whether it is not any more what <see cref="Identity"/> said when it was first asked.</summary>
    internal virtual bool HasChanged => false;

    /// <summary>Makes the content for one sending.</summary>
    internal abstract HttpContent CreateContent();
}
