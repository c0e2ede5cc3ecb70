namespace ParallelFetch.Tests.Differential;

/// <summary>
/// One request, written once for curl and once for Start-ParallelFetch. What is in braces ({http}, {files} …) is filled in by
/// <see cref="Placeholders"/>, for each of the two with its own scope on the server.
/// </summary>
/// <param name="Name">What is the same, as a sentence.</param>
/// <param name="Curl">curl's arguments.</param>
/// <param name="PowerShell">The arguments of Start-ParallelFetch.</param>
public sealed record DifferentialCase(string Name, string[] Curl, string PowerShell)
{
    /// <summary>
    /// How the records deliberately differ, line by line: "curl 1 header: value" has what only curl sent with its first
    /// request, "ours …" what only the cmdlet did. A star at the end stands for anything. All else has to be equal.
    /// </summary>
    public string[] Differences { get; init; } = [];

    /// <summary>Why they differ: to be found in the documentation, too.</summary>
    public string? Because { get; init; }

    /// <summary>Whether there are versions of curl that do not differ.</summary>
    public bool DependsOnCurl { get; init; }

    /// <summary>What is ignored or made equal in general, but compared here: field names, or <see cref="SentRequests.HexDigits"/>.</summary>
    public string[] Compare { get; init; } = [];

    /// <summary>How curl ends.</summary>
    public int CurlExitCode { get; init; }

    /// <summary>The errors that the cmdlet writes.</summary>
    public string[] ErrorIds { get; init; } = [];

    /// <summary>Features that curl has to be built with, as <c>curl --version</c> names them.</summary>
    public string[] Needs { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
