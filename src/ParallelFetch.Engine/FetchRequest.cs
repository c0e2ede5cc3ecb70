using System.Collections;
using ParallelFetch.Bodies;
using ParallelFetch.Checkpoints;
using ParallelFetch.Files;
using ParallelFetch.Http;
using ParallelFetch.Text;

namespace ParallelFetch;

/// <summary>One URL to fetch, and everything that is to be sent. Immutable.</summary>
internal sealed record FetchRequest
{
    private FetchRequest(object? requested, Uri? uri, FetchFailure? rejection)
    {
        Requested = requested;
        Uri = uri;
        Rejection = rejection;
    }

    /// <summary>
    /// The URL as asked for, but without the user name and password in it (<see cref="UserInfo"/>): a <see cref="System.Uri"/>, or
    /// the text when it is no URI.
    /// </summary>
    public object? Requested { get; }

    /// <summary>The absolute http or https URI; null when the request was rejected for its URL.</summary>
    public Uri? Uri { get; private init; }

    /// <summary>The host of <see cref="Uri"/>, resolved when the request was made.</summary>
    internal HostKey Host { get; private init; }

    /// <summary>Why this request cannot be sent; null when it can.</summary>
    public FetchFailure? Rejection { get; private init; }

    /// <summary>The method.</summary>
    public HttpMethod Method { get; private init; } = HttpMethod.Get;

    /// <summary>What is sent with it; null for nothing.</summary>
    public RequestBody? Body { get; private init; }

    /// <summary>The settings it shares with the other requests of its call.</summary>
    public FetchOptions Options { get; private init; } = FetchOptions.Default;

    /// <summary>The header fields to send.</summary>
    public RequestHeaders Headers { get; private init; } = RequestHeaders.Default;

    /// <summary>The user's own hashtable, which comes back with the result as the same instance.</summary>
    public Hashtable? Cookie { get; private init; }

    /// <summary>
    /// Where the decoded body is written as it arrives; null keeps it in memory. It is not closed, and after a failure it
    /// holds what had come till then.
    /// </summary>
    public Stream? BodyTarget { get; private init; }

    /// <summary>The file that the body goes to; null for none.</summary>
    public FileTarget? File { get; private init; }

    /// <summary>The line of a checkpoint file that says that this is done already; null when it is to be fetched.</summary>
    public CheckpointEntry? Done { get; private init; }

    /// <summary>
    /// What the request is known by in a checkpoint file; null for one whose body, a stream, cannot be told from others, and
    /// as long as <see cref="WithCheckpointKey"/> has not made it.
    /// </summary>
    public CheckpointKey? CheckpointKey { get; private init; }

    /// <summary>Makes a request from what a user wrote; a URL that cannot be fetched makes a rejected request.</summary>
    /// <param name="text">The URL; a bare host gets http://.</param>
    /// <param name="options">Settings shared by the call.</param>
    /// <param name="headers">The header fields to send.</param>
    /// <param name="cookie">The user's hashtable.</param>
    /// <param name="bodyTarget">Where the body is written; null keeps it in memory.</param>
    public static FetchRequest Create(
        string? text,
        FetchOptions? options = null,
        RequestHeaders? headers = null,
        Hashtable? cookie = null,
        Stream? bodyTarget = null)
    {
        bool valid = FetchUri.TryParse(text, out Uri? uri, out HostKey host, out FetchFailure? failure);
        uri = valid ? UserInfo.Separate(uri!) : null;
        return new FetchRequest(valid || text is null ? uri : MaskedUrl.WithoutPassword(text), uri, failure)
        {
            Host = host,
            Options = options ?? FetchOptions.Default,
            Headers = headers ?? RequestHeaders.Default,
            Cookie = cookie,
            BodyTarget = bodyTarget,
        };
    }

    /// <summary>The same request with a method and a body.</summary>
    /// <param name="method">The method.</param>
    /// <param name="body">What is sent with it; null for nothing.</param>
    /// <param name="query">What is added to the query of the URL; null for nothing.</param>
    public FetchRequest WithContent(HttpMethod method, RequestBody? body, string? query = null) => this with
    {
        Method = method,
        Body = body,
        Uri = AddQuery(query, out FetchFailure? failure),
        Rejection = Rejection ?? failure,
    };

    /// <summary>The same request with other headers.</summary>
    /// <param name="headers">The header fields to send.</param>
    public FetchRequest WithHeaders(RequestHeaders headers) => this with { Headers = headers };

    /// <summary>The same request with a file for its body.</summary>
    /// <param name="file">The file.</param>
    public FetchRequest WithFile(FileTarget file) => this with { File = file };

    /// <summary>
    /// The same request with its key for a checkpoint file: of method, URL, body, and the file that the user gave, for one URL may
    /// be wanted in two files. Hashed once, when the request is complete; what is sent has to be what it says.
    /// </summary>
    public FetchRequest WithCheckpointKey()
    {
        byte[]? identity = Body?.Identity;
        return Uri is null || Rejection is not null || (Body is not null && identity is null)
            ? this
            : this with { CheckpointKey = Checkpoints.CheckpointKey.Of(Method, Uri, identity, File?.CanonicalPath) };
    }

    /// <summary>The same request, with the name taken that its URL gives the file. What is added to an engine first has it first.</summary>
    internal FetchRequest WithFileName()
    {
        if (File is null || Uri is null || Rejection is not null || Done is not null)
        {
            return this;
        }

        try
        {
            return this with { File = File.For(this) };
        }
        catch (IOException exception) when (Http.LocalTrouble.Of(exception) != Http.LocalResource.None)
        {
            // What the folder knows cannot be read just now. The fetch takes the name when its turn comes.
            return this;
        }
    }

    /// <summary>The same request for whoever keeps it when it is over: nothing of the call hangs on it.</summary>
    internal FetchRequest Detach() => File is null ? this : this with { File = File.Detached };

    /// <summary>The same request, marked as one that is done already.</summary>
    /// <param name="entry">Its line in the checkpoint file.</param>
    public FetchRequest Skip(CheckpointEntry entry) => this with { Done = entry };

    /// <summary>The same request, marked as one that cannot be sent.</summary>
    /// <param name="failure">Why not.</param>
    public FetchRequest Reject(FetchFailure failure) => this with { Rejection = failure };

    /// <summary>The method and the URL; nothing that may be secret.</summary>
    public override string ToString() => $"{Method} {FetchUri.Display(Requested)}";

    private Uri? AddQuery(string? query, out FetchFailure? failure)
    {
        failure = null;
        try
        {
            return query is null || Uri is null ? Uri : FetchUri.WithQuery(Uri, query);
        }
        catch (UriFormatException exception)
        {
            failure = new FetchFailure(FetchFailureKind.InvalidUri, $"The URL cannot take the query that was made of the body: {exception.Message}", exception);
            return Uri;
        }
    }
}
