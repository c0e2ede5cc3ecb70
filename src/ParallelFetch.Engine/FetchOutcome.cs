using System.Collections;
using System.Net.Http.Headers;
using System.Text;
using ParallelFetch.Files;
using ParallelFetch.Http;
using ParallelFetch.Text;

namespace ParallelFetch;

/// <summary>
/// What became of one request: there is exactly one for every request, whether it succeeded or not. The engine fills
/// it while it works; once handed out it no longer changes. What is costly to make and often not looked at (text,
/// header dictionary) is made on first reading.
/// </summary>
public class FetchOutcome
{
    private FetchRequest _request;
    private bool _isRenamed;
    private HttpResponseHeaders? _responseHeaders;
    private HttpContentHeaders? _contentHeaders;
    private ResponseHeaders? _headers;
    private Encoding? _encoding;
    private string? _content;
    private Dictionary<string, string>? _relationLink;

    /// <summary>Creates the outcome of a request.</summary>
    /// <param name="request">The request.</param>
    internal FetchOutcome(FetchRequest request) => _request = request;

    /// <summary>The URL as asked: a <see cref="System.Uri"/>, or the text when it is no URI.</summary>
    public object? Uri => _request.Requested;

    /// <summary>The URI that answered, after redirects; null when none did.</summary>
    public Uri? ResponseUri { get; internal set; }

    /// <summary>The HTTP status code; 0 when there was no response.</summary>
    public int StatusCode { get; internal set; }

    /// <summary>The reason phrase of the response, or the standard one of its status code where it has none (HTTP/2).</summary>
    public string? StatusDescription { get; internal set; }

    /// <summary>Whether the response arrived whole and its status is a 2xx, or there was no need to fetch (<see cref="IsSkipped"/>).</summary>
    public bool IsSuccess => Failure is null && (StatusCode is >= 200 and <= 299 || IsSkipped);

    /// <summary>The body as text, decoded on first reading; null when there was no response, or when it was written elsewhere.</summary>
    public string? Content => _content ??= ContentBytes is null ? null : ContentText.Decode(ContentBytes, ContentType, out _encoding);

    /// <summary>The body after decompression; null when there was no response, or when it was written elsewhere. Not a copy.</summary>
    public byte[]? ContentBytes { get; internal set; }

    /// <summary>The encoding that <see cref="Content"/> is decoded with; null when there was no response.</summary>
    public Encoding? Encoding => _encoding ??= ContentBytes is null ? null : ContentText.DetectEncoding(ContentBytes, ContentType);

    /// <summary>The Content-Type field of the response as it was sent.</summary>
    public string? ContentType =>
        _contentHeaders is not null && _contentHeaders.NonValidated.TryGetValues("Content-Type", out HeaderStringValues values)
            ? values.ToString()
            : null;

    /// <summary>The length of the body in bytes, after decompression.</summary>
    public long RawContentLength { get; internal set; }

    /// <summary>The header fields of the response and its content; empty when there was no response.</summary>
    public ResponseHeaders Headers => _headers ??= new ResponseHeaders(_responseHeaders, _contentHeaders);

    /// <summary>
    /// The links of the Link header (RFC 8288): relation type, such as next, and absolute URL. Types do not regard case.
    /// </summary>
    public Dictionary<string, string> RelationLink => _relationLink ??= ReadLinks();

    /// <summary>The hashtable that was given with the request: the same instance.</summary>
    public Hashtable? Cookie => _request.Cookie;

    /// <summary>The full path of the file that the body is in; null when it is in memory, or nowhere.</summary>
    public string? OutFile { get; internal set; }

    /// <summary>
    /// Whether nothing was fetched because it is there already: the file (-NoClobber), in the server's version (-IfChanged,
    /// -Resume) or with the right hash, or the URL's line in the checkpoint file.
    /// </summary>
    public bool IsSkipped { get; internal set; }

    /// <summary>Whether the fetch went over connections that were open already; false when it had one opened.</summary>
    public bool ReusedConnection { get; internal set; }

    /// <summary>How often the request was sent, redirects and challenges not counted; 0 when it never was.</summary>
    public int Attempts { get; internal set; }

    /// <summary>
    /// How many of these tries the host refused because it had too much to do (429, or an answer that asks to come again
    /// later), so that the request was put back, or in the end given up.
    /// </summary>
    public int Refusals { get; internal set; }

    /// <summary>
    /// How long the request waited between its tries because its host had refused it or could not be reached; a part of
    /// <see cref="Elapsed"/>. What it waited before it was first sent is not in it.
    /// </summary>
    public TimeSpan HeldBack { get; internal set; }

    /// <summary>How many redirects were followed.</summary>
    public int Redirects { get; internal set; }

    /// <summary>The HTTP version of the response; null when there was none.</summary>
    public Version? HttpVersion { get; internal set; }

    /// <summary>When the request was first sent, or rejected.</summary>
    public DateTimeOffset StartTime { get; internal set; }

    /// <summary>The time from first sending the request to the end of the response or the failure, retries and the waits before them included.</summary>
    public TimeSpan Elapsed { get; internal set; }

    /// <summary>Where the time of the last try went.</summary>
    public FetchTiming Timing { get; internal set; }

    /// <summary>What went wrong; null when a response arrived whole, whatever its status.</summary>
    internal FetchFailure? Failure { get; set; }

    /// <summary>Whether the server refused the connection: a failure that usually lasts.</summary>
    internal bool WasRefused => Failure?.Cause?.GetBaseException() is System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.ConnectionRefused };

    /// <summary>Whether no connection to the host could be made: it was refused, took too long, or there is no such name.</summary>
    internal bool WasNotConnected => WasRefused || Failure?.Kind == FetchFailureKind.NameResolutionFailed
        || (Failure is { Kind: FetchFailureKind.ConnectionTimeoutReached, Cause.InnerException: TimeoutException });

    /// <summary>Whether the host took the request and did not answer in time.</summary>
    internal bool WasUnanswered => Failure?.Kind == FetchFailureKind.ConnectionTimeoutReached && !WasNotConnected;

    /// <summary>Whether no connection could be opened for want of something on this machine, so that the last try was none.</summary>
    internal bool WasNotSent => StatusCode == 0 && Failure?.LocalTrouble is LocalResource.Files or LocalResource.Ports;

    /// <summary>The URI that the last request went to: what a failure is about.</summary>
    internal Uri? LastUri { get; set; }

    /// <summary>Brings the body into a file; null where there is none.</summary>
    internal FileDownload? Download { get; set; }

    /// <summary>Whether the file got another name because another fetch of the call has the one that it would have had.</summary>
    internal bool IsRenamed => OutFile is not null && _isRenamed;

    /// <summary>When the last try was sent: a time stamp of the engine's clock.</summary>
    internal long LastSentAt { get; set; }

    /// <summary>The request that this is the outcome of.</summary>
    internal FetchRequest Request => _request;

    /// <summary>A field of the response; null where there is none.</summary>
    internal string? ReadHeader(string name) =>
        _responseHeaders is not null && _responseHeaders.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values.ToString() : null;

    /// <summary>Lets go of the call: the outcome may be kept for long after it.</summary>
    internal void Detach()
    {
        _isRenamed = Download?.IsRenamed == true;
        Download = null;
        _request = _request.Detach();
    }

    /// <summary>Forgets a response that only led elsewhere.</summary>
    internal void ClearResponse()
    {
        ResponseUri = null;
        StatusCode = 0;
        StatusDescription = null;
        HttpVersion = null;
        _responseHeaders = null;
        _contentHeaders = null;
    }

    internal void SetResponse(HttpResponseMessage response, Uri responseUri)
    {
        ResponseUri = responseUri;
        StatusCode = (int)response.StatusCode;
        StatusDescription = response.ReasonPhrase;
        HttpVersion = response.Version;
        _responseHeaders = response.Headers;
        _contentHeaders = response.Content.Headers;
    }

    private Dictionary<string, string> ReadLinks()
    {
        var links = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (_responseHeaders is not null && _responseHeaders.NonValidated.TryGetValues("Link", out HeaderStringValues fields))
        {
            foreach (string field in fields)
            {
                LinkHeader.Read(field, ResponseUri!, links);
            }
        }

        return links;
    }
}
