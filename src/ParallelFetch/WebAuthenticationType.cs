namespace ParallelFetch;

/// <summary>How credentials are sent without being asked for: the values of Invoke-WebRequest's -Authentication.</summary>
public enum WebAuthenticationType
{
    /// <summary>Not at all; a credential answers the server's challenge.</summary>
    None,

    /// <summary>User name and password (RFC 7617).</summary>
    Basic,

    /// <summary>A bearer token (RFC 6750).</summary>
    Bearer,

    /// <summary>The same as Bearer.</summary>
    OAuth,
}
