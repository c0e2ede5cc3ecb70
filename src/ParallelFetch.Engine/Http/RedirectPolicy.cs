namespace ParallelFetch.Http;

/// <summary>Where a 3xx response leads, and whether it may be followed (RFC 9110, section 15.4; WHATWG Fetch, HTTP-redirect fetch).</summary>
internal static class RedirectPolicy
{
    /// <summary>The target of a redirect; null when the response is none and is to be returned as it is.</summary>
    /// <exception cref="FetchException">The target is malformed, insecure, or not http(s).</exception>
    internal static Uri? TargetOf(HttpResponseMessage response, Uri from, RedirectOptions options)
    {
        // 300 with a Location names the server's own choice (RFC 9110, section 15.4.1); curl and Invoke-WebRequest follow it.
        if ((int)response.StatusCode is not (>= 300 and <= 303 or 307 or 308)
            || !response.Headers.NonValidated.TryGetValues("Location", out var values))
        {
            return null;
        }

        // The typed property knows UTF-8 where servers send it unescaped; it is null for what it cannot parse.
        string location = values.ToString();
        if (!Uri.TryCreate(from, response.Headers.Location?.OriginalString ?? location, out Uri? target) || (target.Host.Length > 0 && !HostKey.TryCreate(target, out _)))
        {
            throw new FetchException(FetchFailureKind.ProtocolError, $"The server redirected to {FetchUri.Display(location)}, which is not a URL. The server is at fault; -MaximumRedirection 0 returns the response itself.", isLasting: true);
        }

        if (target.Scheme != Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttp)
        {
            throw new FetchException(
                FetchFailureKind.ProtocolError,
                $"The server redirected to {FetchUri.Display(location)}; the scheme '{target.Scheme}' is not supported, only http and https are. -MaximumRedirection 0 returns the response itself.",
                isLasting: true);
        }

        if (IsDowngrade(from, target) && !options.HasFlag(RedirectOptions.AllowInsecure))
        {
            throw new FetchException(
                FetchFailureKind.InsecureRedirection,
                $"The server redirected from https to the insecure {FetchUri.Display(target)}. -AllowInsecureRedirect follows it nevertheless.");
        }

        // A user name and a password that a server puts there are not used, and shown nowhere.
        target = UserInfo.Separate(target);

        // RFC 9110, section 10.2.2: a Location without a fragment inherits that of the URI it came from.
        return from.Fragment.Length > 0 && target.Fragment.Length == 0
            ? new Uri(target.AbsoluteUri + from.Fragment)
            : target;
    }

    /// <summary>
    /// Whether the redirect is followed with a GET without body: 303 for all but HEAD (RFC 9110, section 15.4.4), 300 to
    /// 302 for POST only, as HttpClient and Invoke-WebRequest do (curl repeats a POST after 300).
    /// </summary>
    internal static bool BecomesGet(int status, HttpMethod method, RedirectOptions options) =>
        !options.HasFlag(RedirectOptions.PreserveMethod)
        && (status == 303 ? method != HttpMethod.Get && method != HttpMethod.Head : status is >= 300 and <= 302 && method == HttpMethod.Post);

    /// <summary>Whether credentials may go along.</summary>
    internal static bool KeepsCredentials(Uri from, Uri to, RedirectOptions options) =>
        IsSameOrigin(from, to)
        || (options.HasFlag(RedirectOptions.PreserveAuthorization)
            && (!IsDowngrade(from, to) || options.HasFlag(RedirectOptions.AllowUnencryptedAuthorization)));

    private static bool IsDowngrade(Uri from, Uri to) => from.Scheme == Uri.UriSchemeHttps && to.Scheme == Uri.UriSchemeHttp;

    /// <summary>Whether two URIs have the same scheme, host and port (RFC 6454).</summary>
    internal static bool IsSameOrigin(Uri one, Uri other) =>
        one.Port == other.Port
        && one.Scheme == other.Scheme
        && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase);
}
