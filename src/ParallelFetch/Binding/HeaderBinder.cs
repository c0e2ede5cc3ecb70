using System.Collections;
using System.Management.Automation;
using ParallelFetch.Http;

namespace ParallelFetch.Binding;

/// <summary>Makes request headers of what -Headers was given; the same dictionary is worked through only once.</summary>
internal sealed class HeaderBinder
{
    private readonly string? _userAgent;
    private IDictionary? _lastSource;
    private RequestHeaders? _lastHeaders;
    private FetchFailure? _lastFailure;

    internal HeaderBinder(string? userAgent) => _userAgent = userAgent;

    /// <summary>The headers to send, or null and why not.</summary>
    internal RequestHeaders? Bind(IDictionary? source, out FetchFailure? failure)
    {
        // A result that is piped in has the headers of its response, which are not meant to be sent.
        source = source is ResponseHeaders ? null : source;
        if ((_lastHeaders ?? (object?)_lastFailure) is null || !ReferenceEquals(source, _lastSource))
        {
            _lastHeaders = Create(source, out _lastFailure);
            _lastSource = source;
        }

        failure = _lastFailure;
        return _lastHeaders;
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
            object? value = entry.Value is PSObject wrapper ? wrapper.BaseObject : entry.Value;
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
