namespace ParallelFetch.Http;

/// <summary>What a redirect may do that it may not do by itself.</summary>
[Flags]
internal enum RedirectOptions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Lead from https to http.</summary>
    AllowInsecure = 1,

    /// <summary>Take credentials along to another origin, but not from https to http.</summary>
    PreserveAuthorization = 2,

    /// <summary>Keep method and body where they would become a GET without one.</summary>
    PreserveMethod = 4,

    /// <summary>Take credentials along from https to http as well.</summary>
    AllowUnencryptedAuthorization = 8,
}
