using System.Collections;
using System.Net;
using System.Security;
using ParallelFetch.Http;

namespace ParallelFetch.Binding;

/// <summary>
/// Makes request headers of what -Headers was given. What was given for the whole call is worked through only once; what
/// comes with a URL is always looked at anew, because a script may fill the same hashtable again and again.
/// </summary>
internal sealed class HeaderBinder
{
    private readonly HeaderDefaults _defaults;
    private readonly IDictionary? _common;
    private readonly RequestHeaders? _commonHeaders;
    private readonly FetchFailure? _commonFailure;
    private (RequestHeaders Source, string Type, RequestHeaders Result)? _latestTyped;

    /// <summary>Works through what was given for the whole call.</summary>
    /// <param name="defaults">What every request sends.</param>
    /// <param name="common">The headers, if any were given.</param>
    internal HeaderBinder(HeaderDefaults defaults, IDictionary? common)
    {
        _defaults = defaults;
        _common = common;
        _commonHeaders = Create(common, out _commonFailure);
    }

    /// <summary>The headers to send, or null and why not.</summary>
    internal RequestHeaders? Bind(IDictionary? source, out FetchFailure? failure)
    {
        // A result that is piped in has the headers of its response, which are not meant to be sent.
        source = source is ResponseHeaders ? null : source;
        if (ReferenceEquals(source, _common))
        {
            failure = _commonFailure;
            return _commonHeaders;
        }

        return Create(source, out failure);
    }

    /// <summary>The same headers with a Content-Type, or null and why not.</summary>
    internal RequestHeaders? AddContentType(RequestHeaders headers, string type, out FetchFailure? failure)
    {
        if (_latestTyped is { } latest && ReferenceEquals(latest.Source, headers) && latest.Type == type)
        {
            failure = null;
            return latest.Result;
        }

        RequestHeaders? result = headers.With(new RequestHeader("Content-Type", type), out failure, _defaults.Validate);
        _latestTyped = result is null ? null : (headers, type, result);
        return result;
    }

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);

    private RequestHeaders? Create(IDictionary? source, out FetchFailure? failure)
    {
        if (source is InvalidDictionary invalid)
        {
            failure = new FetchFailure(
                FetchFailureKind.InvalidHeader,
                $"The headers are {invalid.Description}, not a hashtable: write -Headers @{{ Name = 'value' }}.");
            return null;
        }

        return RequestHeaders.Create(Compose(source), out failure, _defaults.Validate);
    }

    // The parameter beats the headers of the call, and those beat the session's.
    private IEnumerable<RequestHeader> Compose(IDictionary? source)
    {
        var own = Flatten(source).ToList();
        IEnumerable<RequestHeader> inherited = _defaults.SessionHeaders is null
            ? []
            : Flatten(_defaults.SessionHeaders).Where(field => !own.Exists(mine => Is(mine.Name, field.Name)));
        bool hasAgent = false;
        foreach (RequestHeader field in own.Concat(inherited))
        {
            bool isAgent = Is(field.Name, "User-Agent");
            hasAgent |= isAgent;
            bool isBeaten = (isAgent && _defaults.UserAgent is not null)
                || (_defaults.Authorization is not null && Is(field.Name, "Authorization"));
            if (!isBeaten)
            {
                yield return field;
            }
        }

        if (_defaults.UserAgent is not null)
        {
            yield return new RequestHeader("User-Agent", _defaults.UserAgent);
        }
        else if (!hasAgent && !string.IsNullOrEmpty(_defaults.SessionUserAgent))
        {
            yield return new RequestHeader("User-Agent", _defaults.SessionUserAgent);
        }

        if (_defaults.Authorization is not null)
        {
            yield return new RequestHeader("Authorization", _defaults.Authorization, IsSecret: true);
        }
    }

    // A value that is a list is sent as such; $null sends none; a secure string marks a secret.
    private static IEnumerable<RequestHeader> Flatten(IDictionary? source)
    {
        if (source is null)
        {
            yield break;
        }

        foreach (DictionaryEntry entry in source)
        {
            string name = PSValue.ToText(entry.Key);
            object? value = PSValue.Unwrap(entry.Value);
            IEnumerable values = value is IEnumerable list and not string ? list : new[] { value };
            foreach (object? item in values)
            {
                if (PSValue.Unwrap(item) is SecureString secret)
                {
                    yield return new(name, new NetworkCredential(string.Empty, secret).Password, IsSecret: true);
                }
                else if (item is not null)
                {
                    yield return new(name, PSValue.ToText(item));
                }
            }
        }
    }
}
