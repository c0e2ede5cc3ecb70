using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace ParallelFetch.Tests.Requests;

/// <summary>The members of Invoke-WebRequest's WebRequestSession, whose assembly the bare engine lacks.</summary>
public sealed class WebSessionStandIn
{
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    // Twenty for one host is what Invoke-WebRequest's own can hold; tests may want more.
    public CookieContainer Cookies { get; } = new() { PerDomainCapacity = 300 };

    public bool UseDefaultCredentials { get; set; }

    public ICredentials? Credentials { get; set; }

    public X509CertificateCollection? Certificates { get; set; }

    public string? UserAgent { get; set; }

    public IWebProxy? Proxy { get; set; }

    public int MaximumRedirection { get; set; } = -1;
}
