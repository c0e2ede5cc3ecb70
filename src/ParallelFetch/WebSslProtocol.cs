using System.Diagnostics.CodeAnalysis;
using System.Security.Authentication;

namespace ParallelFetch;

/// <summary>The TLS versions of -SslProtocol: the values of Invoke-WebRequest.</summary>
[Flags]
[SuppressMessage("Naming", "CA1724:Type names should not match namespaces", Justification = "Invoke-WebRequest's name.")]
public enum WebSslProtocol
{
    /// <summary>Those that the system offers.</summary>
    Default = SslProtocols.None,

    /// <summary>TLS 1.0, which is no longer secure (RFC 8996).</summary>
    [SuppressMessage("Security", "CA5397:Do not use deprecated SslProtocols values", Justification = "Old servers need it; the user asks for it.")]
    [SuppressMessage("Security", "CA5398:Avoid hardcoded SslProtocols values", Justification = "The user chooses.")]
    Tls = 192,

    /// <summary>TLS 1.1, which is no longer secure (RFC 8996).</summary>
    Tls11 = 768,

    /// <summary>TLS 1.2 (RFC 5246).</summary>
    Tls12 = 3072,

    /// <summary>TLS 1.3 (RFC 8446).</summary>
    Tls13 = 12288,
}
