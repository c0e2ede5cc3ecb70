using ParallelFetch.Http;

namespace ParallelFetch.Binding;

/// <summary>The parameters about redirects.</summary>
internal sealed class RedirectParameters
{
    internal required int MaximumRedirection { get; init; }

    internal required bool AllowInsecureRedirect { get; init; }

    internal required bool PreserveAuthorizationOnRedirect { get; init; }

    internal required bool PreserveHttpMethodOnRedirect { get; init; }

    internal required bool AllowUnencryptedAuthentication { get; init; }

    internal int BindMaximum(GivenParameters given, WebSessionMembers? session) =>
        given.Contains(nameof(MaximumRedirection)) ? MaximumRedirection : session?.MaximumRedirection ?? MaximumRedirection;

    internal RedirectOptions Bind() =>
        (AllowInsecureRedirect ? RedirectOptions.AllowInsecure : 0)
        | (PreserveAuthorizationOnRedirect ? RedirectOptions.PreserveAuthorization : 0)
        | (PreserveHttpMethodOnRedirect ? RedirectOptions.PreserveMethod : 0)
        | (AllowUnencryptedAuthentication ? RedirectOptions.AllowUnencryptedAuthorization : 0);
}
