using System.Collections;
using System.Management.Automation;
using ParallelFetch.Http;

namespace ParallelFetch.Binding;

/// <summary>
/// Makes request headers of what -Headers was given. What was given for the whole call is worked through only once; what
/// comes with a URL is always looked at anew, because a script may fill the same hashtable again and again.
/// </summary>
internal sealed class HeaderBinder
{
    private readonly string? _userAgent;
    private readonly IDictionary? _common;
    private readonly RequestHeaders? _commonHeaders;
    private readonly FetchFailure? _commonFailure;

    /// <summary>Works through what was given for the whole call.</summary>
    /// <param name="userAgent">The User-Agent to send, if one was given.</param>
    /// <param name="common">The headers, if any were given.</param>
    internal HeaderBinder(string? userAgent, IDictionary? common)
    {
        _userAgent = userAgent;
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

    private RequestHeaders? Create(IDictionary? source, out FetchFailure? failure)
    {
        if (source is InvalidDictionary invalid)
        {
            failure = new FetchFailure(
                FetchFailureKind.InvalidHeader,
                $"The headers are {invalid.Description}, not a hashtable: write -Headers @{{ Name = 'value' }}.");
            return null;
        }

        return RequestHeaders.Create(Flatten(source), _userAgent, out failure);
    }

    // A value that is a list makes one field line for each item; $null sends none.
    private static IEnumerable<KeyValuePair<string, string>> Flatten(IDictionary? source)
    {
        if (source is null)
        {
            yield break;
        }

        foreach (DictionaryEntry entry in source)
        {
            string name = LanguagePrimitives.ConvertTo<string>(entry.Key);
            object? value = PSValue.Unwrap(entry.Value);
            IEnumerable values = value is IEnumerable list and not string ? list : new[] { value };
            foreach (object? item in values)
            {
                if (item is not null)
                {
                    yield return new(name, LanguagePrimitives.ConvertTo<string>(item));
                }
            }
        }
    }
}
