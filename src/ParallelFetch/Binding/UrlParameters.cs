using System.Collections;

namespace ParallelFetch.Binding;

/// <summary>
/// The values of all parameters that may differ from URL to URL, as bound for one of them. Null is what was not given; text
/// that was given empty is empty.
/// </summary>
internal readonly record struct UrlParameters(
    string? Uri,
    string? Method,
    string? CustomMethod,
    IDictionary? Headers,
    object? Body,
    IDictionary? Form,
    string? InFile,
    string? ContentType,
    Hashtable? Cookie,
    string? OutFile,
    string? OutDirectory,
    string? FileHash);
