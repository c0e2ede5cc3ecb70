using ParallelFetch.Bodies;

namespace ParallelFetch.Binding;

/// <summary>What became of -Body, -Form or -InFile.</summary>
/// <param name="Body">What is sent; null for nothing.</param>
/// <param name="DefaultContentType">The Content-Type to send when the user gives none; null for none.</param>
/// <param name="Query">What is added to the URL instead of being sent; null for nothing.</param>
internal readonly record struct BoundBody(RequestBody? Body, string? DefaultContentType = null, string? Query = null);
