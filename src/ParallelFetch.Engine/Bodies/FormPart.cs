namespace ParallelFetch.Bodies;

/// <summary>One part of a multipart form.</summary>
/// <param name="Name">The name of the field.</param>
/// <param name="Body">Its value.</param>
/// <param name="FileName">The file name to send; null for a plain field.</param>
/// <param name="ContentType">The Content-Type of the part; null sends none, which means text/plain (RFC 7578, section 4.4).</param>
internal sealed record FormPart(string Name, RequestBody Body, string? FileName = null, string? ContentType = null);
