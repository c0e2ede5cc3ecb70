using System.Diagnostics.CodeAnalysis;
using System.Net.Quic;

namespace ParallelFetch.Http;

/// <summary>Whether this machine can speak HTTP/3, which needs QUIC (on Linux the library libmsquic).</summary>
internal static class Http3
{
    /// <summary>Whether it can.</summary>
    [SuppressMessage("Usage", "CA2252:Opt in to preview features before using them", Justification = "Whether QUIC is there is all that is asked; that has stayed the same since .NET 7.")]
    public static bool IsSupported =>
        (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() || OperatingSystem.IsWindows()) && QuicConnection.IsSupported;
}
