using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using ParallelFetch.Http;

namespace ParallelFetch.Binding;

/// <summary>
/// A session of Invoke-WebRequest, read by the names of its members: its type is in an assembly that is not referenced
/// here. Only its cookies are ever changed.
/// </summary>
internal sealed class WebSessionMembers
{
    private readonly PSObject _session;

    private WebSessionMembers(PSObject session, CookieContainer cookies)
    {
        _session = session;
        Cookies = cookies;
    }

    internal CookieContainer Cookies { get; }

    internal IDictionary? Headers => Read<IDictionary>("Headers");

    internal string? UserAgent => Read<string>("UserAgent");

    internal IWebProxy? Proxy => Read<IWebProxy>("Proxy");

    /// <summary>How many redirects are followed; null where the session says nothing (-1).</summary>
    internal int? MaximumRedirection => Value("MaximumRedirection") is int count and >= 0 ? count : null;

    /// <summary>How often a fetch is tried again; null where the session says nothing (0).</summary>
    internal int? MaximumRetryCount => Value("MaximumRetryCount") is int count and > 0 ? count : null;

    internal int RetryIntervalSec => Value("RetryIntervalInSeconds") is int seconds and > 0 ? seconds : 1;

    internal NetworkIdentity? Identity => Value("UseDefaultCredentials") is true
        ? NetworkIdentity.ProcessAccount
        : Read<ICredentials>("Credentials") is { } credentials ? NetworkIdentity.Of(credentials) : null;

    internal IReadOnlyList<X509Certificate2> Certificates =>
        Read<X509CertificateCollection>("Certificates") is { } certificates
            ? [.. certificates.Cast<X509Certificate>().Select(CertificateBinder.ToCertificate2)]
            : [];

    /// <summary>Takes an object for a session: it has cookies, which every session has.</summary>
    /// <param name="session">The object; null for no session.</param>
    /// <exception cref="CallException">It is none.</exception>
    internal static WebSessionMembers? Read(object? session)
    {
        if (session is null)
        {
            return null;
        }

        PSObject wrapper = PSObject.AsPSObject(session);
        return PSValue.Unwrap(wrapper.Properties["Cookies"]?.Value) is CookieContainer cookies
            ? new WebSessionMembers(wrapper, cookies)
            : throw new CallException(
                "InvalidWebSession",
                $"The value of WebSession is of the type {PSValue.Unwrap(session)!.GetType().Name}, not a session such as Invoke-WebRequest -SessionVariable makes.");
    }

    private T? Read<T>(string name)
        where T : class => Value(name) as T;

    private object? Value(string name) => PSValue.Unwrap(_session.Properties[name]?.Value);
}
