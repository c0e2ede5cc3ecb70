using System.Management.Automation;

namespace ParallelFetch.Binding;

/// <summary>
/// What -WhatIf and -Confirm are about: requests that change something, here (a file is written) or, as RFC 9110, section
/// 9.2.1, has it, on the server. What only reads is neither asked about nor held back.
/// </summary>
internal static class Confirmation
{
    /// <summary>Whether a request may be sent; asks the user where -Confirm says so.</summary>
    internal static bool IsGiven(PSCmdlet cmdlet, FetchRequest request)
    {
        if (request.Rejection is not null || (request.File is null && IsSafe(request.Method)))
        {
            return true;
        }

        string url = FetchUri.Display(request.Requested);
        return request.File is { } file
            ? cmdlet.ShouldProcess(file.Path ?? file.Directory, $"Save the answer to {request.Method} {url}")
            : cmdlet.ShouldProcess(url, $"Send {request.Method}");
    }

    /// <summary>Whether a call only says what it would do.</summary>
    internal static bool IsWhatIf(PSCmdlet cmdlet) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given)
            ? given is SwitchParameter { IsPresent: true }
            : LanguagePrimitives.IsTrue(cmdlet.GetVariableValue("WhatIfPreference"));

    private static bool IsSafe(HttpMethod method) =>
        method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Options || method == HttpMethod.Trace;
}
