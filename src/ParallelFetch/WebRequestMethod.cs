namespace ParallelFetch;

/// <summary>The methods of -Method: those of Invoke-WebRequest. Others go through -CustomMethod.</summary>
public enum WebRequestMethod
{
    /// <summary>GET.</summary>
    Default,

    /// <summary>GET (RFC 9110, section 9.3.1).</summary>
    Get,

    /// <summary>HEAD (RFC 9110, section 9.3.2): headers only.</summary>
    Head,

    /// <summary>POST (RFC 9110, section 9.3.3).</summary>
    Post,

    /// <summary>PUT (RFC 9110, section 9.3.4).</summary>
    Put,

    /// <summary>DELETE (RFC 9110, section 9.3.5).</summary>
    Delete,

    /// <summary>TRACE (RFC 9110, section 9.3.8).</summary>
    Trace,

    /// <summary>OPTIONS (RFC 9110, section 9.3.7).</summary>
    Options,

    /// <summary>MERGE, an old way of PATCH.</summary>
    Merge,

    /// <summary>PATCH (RFC 5789).</summary>
    Patch,
}
