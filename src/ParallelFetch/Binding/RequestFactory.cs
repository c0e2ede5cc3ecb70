using System.Collections;
using ParallelFetch.Http;

namespace ParallelFetch.Binding;

/// <summary>Makes the requests of one call from what is bound for each URL.</summary>
internal sealed class RequestFactory
{
    private readonly FetchOptions _options;
    private readonly HeaderBinder _headers;

    internal RequestFactory(FetchOptions options, HeaderBinder headers)
    {
        _options = options;
        _headers = headers;
    }

    /// <summary>What is wrong with the values given; null when nothing is.</summary>
    internal FetchFailure? Check(IDictionary? headers, Hashtable? cookie)
    {
        _headers.Bind(headers, out FetchFailure? failure);
        return failure ?? CheckCookie(cookie);
    }

    /// <summary>A request; one with unusable values is made as rejected, so that it gets its result.</summary>
    internal FetchRequest Create(string? uri, IDictionary? headers, Hashtable? cookie)
    {
        RequestHeaders? prepared = _headers.Bind(headers, out FetchFailure? failure);
        failure ??= CheckCookie(cookie);
        FetchRequest request = FetchRequest.Create(uri, _options, prepared, cookie is InvalidDictionary ? null : cookie);
        return failure is null || request.Rejection is not null ? request : request.Reject(failure);
    }

    private static FetchFailure? CheckCookie(Hashtable? cookie) => cookie is InvalidDictionary invalid
        ? new FetchFailure(
            FetchFailureKind.InvalidCookie,
            $"The cookie is {invalid.Description}, not a hashtable: write -Cookie @{{ Name = 'value' }}. If a property named Cookie, Tag or State of the input means something else, -Cookie @{{}} overrides it.")
        : null;
}
