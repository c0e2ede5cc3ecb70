using System.Text;
using ParallelFetch.Http;

namespace ParallelFetch.Binding;

/// <summary>
/// Lets no credential go over plain http unless the user says so, as Invoke-WebRequest does; and sends the user name and
/// password that a URL carries, as curl does.
/// </summary>
/// <param name="hasCredentials">Whether the call as a whole sends credentials.</param>
/// <param name="allowUnencrypted">Whether the user allows them over http.</param>
internal sealed class CredentialGuard(bool hasCredentials, bool allowUnencrypted)
{
    internal FetchRequest Apply(FetchRequest request, out FetchFailure? failure)
    {
        bool isPlain = request.Uri!.Scheme == Uri.UriSchemeHttp && request.Options.Connection.UnixSocket is null;
        bool hasUserInfo = UserInfo.Of(request.Uri) is not null;
        failure = isPlain && !allowUnencrypted && (hasCredentials || hasUserInfo)
            ? new FetchFailure(
                FetchFailureKind.AllowUnencryptedAuthenticationRequired,
                "The credentials would be sent over http, where anyone on the way can read them. Use https, or -AllowUnencryptedAuthentication if that is meant.")
            : null;
        return failure is null && hasUserInfo && !hasCredentials && !request.Headers.Contains("Authorization") ? AddBasic(request) : request;
    }

    private static FetchRequest AddBasic(FetchRequest request)
    {
        UserInfo account = UserInfo.Of(request.Uri!)!;
        var authorization = new RequestHeader("Authorization", BasicAuthorization(account.UserName, account.Password), IsSecret: true);
        return request.WithHeaders(request.Headers.With(authorization, out _)!);
    }

    /// <summary>The value of an Authorization header (RFC 7617, section 2, in UTF-8).</summary>
    internal static string BasicAuthorization(string user, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
}
