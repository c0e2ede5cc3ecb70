namespace ParallelFetch.Http;

/// <summary>What this machine, or this process, is out of: a trouble that is no host's.</summary>
internal enum LocalResource
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Handles of files and sockets.</summary>
    Files,

    /// <summary>Ports that connections go out from.</summary>
    Ports,

    /// <summary>Memory.</summary>
    Memory,
}
