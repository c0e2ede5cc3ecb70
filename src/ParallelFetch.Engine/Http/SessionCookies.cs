using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;

namespace ParallelFetch.Http;

/// <summary>
/// HTTP cookies (RFC 6265) that the fetches of a call, or of several, share: sent where they belong and written back as
/// servers set them. Safe for any number of fetches at once, which CookieContainer does not promise.
/// </summary>
internal sealed class SessionCookies
{
    // One lock for each container, whichever calls of whichever runspaces share it; no state of its own.
    private static readonly ConditionalWeakTable<CookieContainer, object> Gates = [];

    private readonly CookieContainer _container;
    private readonly object _gate;

    /// <summary>Creates the cookies kept in a container.</summary>
    /// <param name="container">Where they are and where new ones go.</param>
    public SessionCookies(CookieContainer container)
    {
        _container = container;
        _gate = Gates.GetValue(container, static _ => new object());
    }

    /// <summary>Sends the cookies that belong to a URI, behind those that the user gives in a header of their own.</summary>
    internal void ApplyTo(HttpRequestMessage message, Uri uri)
    {
        string cookies;
        lock (_gate)
        {
            cookies = _container.GetCookieHeader(uri);
        }

        if (cookies.Length == 0)
        {
            return;
        }

        if (message.Headers.NonValidated.TryGetValues("Cookie", out HeaderStringValues own))
        {
            cookies = $"{own}; {cookies}";
            message.Headers.Remove("Cookie");
        }

        message.Headers.TryAddWithoutValidation("Cookie", cookies);
    }

    /// <summary>Keeps what a response sets. A field that is no cookie is left out, as browsers do (RFC 6265, section 5.2).</summary>
    internal void Store(HttpResponseMessage response, Uri uri)
    {
        if (!response.Headers.NonValidated.TryGetValues("Set-Cookie", out HeaderStringValues fields))
        {
            return;
        }

        foreach (string field in fields)
        {
            try
            {
                lock (_gate)
                {
                    _container.SetCookies(uri, field);
                }
            }
            catch (CookieException)
            {
            }
        }
    }
}
