namespace ParallelFetch.Bodies;

/// <summary>How a body is coded for its transfer (RFC 9112, section 7). Anything but none makes the request one of HTTP/1.1.</summary>
internal enum TransferCoding
{
    /// <summary>As it is, with its length announced where that is known.</summary>
    None,

    /// <summary>In chunks, without a length.</summary>
    Chunked,

    /// <summary>Compressed with gzip, in chunks.</summary>
    GZip,

    /// <summary>Compressed in the zlib format, in chunks.</summary>
    Deflate,
}
