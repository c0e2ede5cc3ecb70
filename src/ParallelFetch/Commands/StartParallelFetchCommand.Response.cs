using System.Management.Automation;
using ParallelFetch.Binding;

namespace ParallelFetch.Commands;

/// <content>What becomes of the answer.</content>
public sealed partial class StartParallelFetchCommand
{
    /// <summary>How many redirects are followed; 0 returns the redirecting response itself.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int MaximumRedirection { get; set; } = FetchOptions.Default.MaximumRedirection;

    /// <summary>Follows redirects from https to http, too.</summary>
    [Parameter]
    public SwitchParameter AllowInsecureRedirect { get; set; }

    /// <summary>
    /// Sends credentials on to where a redirect leads, whatever the host. From https to http they go only with
    /// -AllowUnencryptedAuthentication.
    /// </summary>
    [Parameter]
    public SwitchParameter PreserveAuthorizationOnRedirect { get; set; }

    /// <summary>Keeps method and body after redirects that would make a GET of them (300 to 303).</summary>
    [Parameter]
    public SwitchParameter PreserveHttpMethodOnRedirect { get; set; }

    /// <summary>The longest body in bytes, counted after decompression; 0 for any length. A longer one is an error.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long MaximumBodySize { get; set; }

    /// <summary>Keeps bodies as they came instead of undoing their Content-Encoding.</summary>
    [Parameter]
    public SwitchParameter SkipDecompression { get; set; }

    /// <summary>Makes an error of a response with a status of 400 or above; the result is emitted as well.</summary>
    [Parameter]
    public SwitchParameter FailOnHttpError { get; set; }

    private RedirectParameters RedirectParameters => new()
    {
        MaximumRedirection = MaximumRedirection,
        AllowInsecureRedirect = AllowInsecureRedirect,
        PreserveAuthorizationOnRedirect = PreserveAuthorizationOnRedirect,
        PreserveHttpMethodOnRedirect = PreserveHttpMethodOnRedirect,
        AllowUnencryptedAuthentication = AllowUnencryptedAuthentication,
    };
}
