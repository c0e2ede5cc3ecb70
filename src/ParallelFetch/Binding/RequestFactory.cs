using System.Collections;
using System.Management.Automation;
using ParallelFetch.Files;
using ParallelFetch.Http;

namespace ParallelFetch.Binding;

/// <summary>Makes the requests of one call from what is bound for each URL.</summary>
internal sealed class RequestFactory
{
    private readonly FetchOptions _options;
    private readonly HeaderBinder _headers;
    private readonly BodyBinder _bodies;
    private readonly CredentialGuard _guard;
    private readonly FileBinder _files;

    internal RequestFactory(FetchOptions options, HeaderBinder headers, BodyBinder bodies, CredentialGuard guard, FileBinder files)
    {
        _options = options;
        _headers = headers;
        _bodies = bodies;
        _guard = guard;
        _files = files;
    }

    /// <summary>What is wrong with the values given, whatever the URL; null when nothing is.</summary>
    /// <param name="parameters">The values.</param>
    /// <param name="mayAddType">Whether a content type may come with each URL, which decides what a body can be.</param>
    internal FetchFailure? Check(in UrlParameters parameters, bool mayAddType)
    {
        bool isOpen = mayAddType && parameters.ContentType is null && parameters.Headers is null;
        string? inFile = parameters.InFile is { Length: 0 } ? null : parameters.InFile;
        Prepare(parameters with { Body = isOpen ? null : parameters.Body, InFile = inFile }, out Prepared prepared);
        return prepared.Failure ?? EmptyValues.Find(parameters, method: null) ?? _files.CheckPlace(parameters, mayAddType);
    }

    /// <summary>Sees to it that no body goes to a file that the call needs itself.</summary>
    internal void KeepFree(string path) => _files.KeepFree(path);

    /// <summary>A request; one with unusable values is made as rejected, so that it gets its result.</summary>
    internal FetchRequest Create(in UrlParameters parameters)
    {
        Hashtable? cookie = parameters.Cookie is InvalidDictionary ? null : parameters.Cookie;
        FetchRequest request = FetchRequest.Create(parameters.Uri, _options, cookie: cookie);
        if (request.Rejection is not null)
        {
            return request;
        }

        try
        {
            return Complete(request, parameters);
        }
        catch (Exception exception) when (exception is not (PipelineStoppedException or FlowControlException or OutOfMemoryException))
        {
            // Whatever a value does that nobody thought of, a header that throws when it is read for one: it costs its own URL.
            return request.Reject(new FetchFailure(FetchFailureKind.FetchFailed, $"The request cannot be made of what was given: {exception.Message}", exception));
        }
    }

    private FetchRequest Complete(FetchRequest request, in UrlParameters parameters)
    {
        Prepare(parameters, out Prepared prepared);
        FetchFailure? failure = prepared.Failure;
        request = request.WithHeaders(prepared.Headers ?? request.Headers);
        if (failure is null && (prepared.Method != HttpMethod.Get || prepared.Body.Body is not null || prepared.Body.Query is not null))
        {
            request = request.WithContent(prepared.Method!, prepared.Body.Body, prepared.Body.Query);
        }

        if (failure is null)
        {
            request = _guard.Apply(request, out failure);
        }

        if (failure is null)
        {
            request = _files.Apply(request, parameters, prepared.Hash, out failure);
        }

        return failure is null ? request : request.Reject(failure);
    }

    private void Prepare(in UrlParameters parameters, out Prepared prepared)
    {
        prepared = default;
        prepared.Method = MethodBinder.Bind(parameters.Method, parameters.CustomMethod, out prepared.Failure);
        if (prepared.Failure is not null)
        {
            return;
        }

        prepared.Headers = _headers.Bind(parameters.Headers, out prepared.Failure);
        prepared.Failure ??= CheckCookie(parameters.Cookie) ?? EmptyValues.Find(parameters, prepared.Method) ?? FileBinder.Check(parameters, out prepared.Hash);
        if (prepared.Failure is not null)
        {
            return;
        }

        string? given = string.IsNullOrWhiteSpace(parameters.ContentType) ? null : parameters.ContentType;
        if (parameters.Body is not null || parameters.Form is not null || !string.IsNullOrEmpty(parameters.InFile))
        {
            prepared.Body = _bodies.Bind(parameters, prepared.Method!, given ?? prepared.Headers!.ContentType, out prepared.Failure);
        }

        string? type = given ?? (prepared.Headers!.ContentType is null ? prepared.Body.DefaultContentType : null);
        if (type is not null && prepared.Failure is null)
        {
            prepared.Headers = _headers.AddContentType(prepared.Headers!, type, out prepared.Failure);
        }
    }

    private static FetchFailure? CheckCookie(Hashtable? cookie) => cookie is InvalidDictionary invalid
        ? new FetchFailure(
            FetchFailureKind.InvalidCookie,
            $"The cookie is {invalid.Description}, not a hashtable: write -Cookie @{{ Name = 'value' }}. If a property named Cookie, Tag or State of the input means something else, -Cookie @{{}} overrides it.")
        : null;

    private struct Prepared
    {
        internal HttpMethod? Method;
        internal RequestHeaders? Headers;
        internal BoundBody Body;
        internal FileHash? Hash;
        internal FetchFailure? Failure;
    }
}
