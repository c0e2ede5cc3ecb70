namespace ParallelFetch.Binding;

/// <summary>Makes the HTTP method of -Method or -CustomMethod. Columns of a CSV file that are empty count as not given.</summary>
internal static class MethodBinder
{
    internal static HttpMethod? Bind(string? method, string? customMethod, out FetchFailure? failure)
    {
        failure = null;
        if (!string.IsNullOrWhiteSpace(customMethod))
        {
            return Custom(customMethod.Trim(), out failure);
        }

        if (string.IsNullOrWhiteSpace(method))
        {
            return HttpMethod.Get;
        }

        if (Find(method.Trim()) is { } known)
        {
            return OfName(known);
        }

        failure = new FetchFailure(
            FetchFailureKind.InvalidMethod,
            $"'{method}' is not a method that -Method knows: use {string.Join(", ", Enum.GetNames<WebRequestMethod>())}. -CustomMethod takes any other.");
        return null;
    }

    // By name only: parsing an enum would take numbers and lists as well.
    private static WebRequestMethod? Find(string name)
    {
        int index = Array.FindIndex(Enum.GetNames<WebRequestMethod>(), known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : Enum.GetValues<WebRequestMethod>()[index];
    }

    private static HttpMethod OfName(WebRequestMethod method) => method switch
    {
        WebRequestMethod.Head => HttpMethod.Head,
        WebRequestMethod.Post => HttpMethod.Post,
        WebRequestMethod.Put => HttpMethod.Put,
        WebRequestMethod.Delete => HttpMethod.Delete,
        WebRequestMethod.Trace => HttpMethod.Trace,
        WebRequestMethod.Options => HttpMethod.Options,
        WebRequestMethod.Merge => new HttpMethod("MERGE"),
        WebRequestMethod.Patch => HttpMethod.Patch,
        _ => HttpMethod.Get,
    };

    // Methods are case-sensitive (RFC 9110, section 9.1), so the standard ones are made what a server expects; others stay as they are.
    private static HttpMethod? Custom(string text, out FetchFailure? failure)
    {
        failure = null;
        try
        {
            if (!text.Equals("CONNECT", StringComparison.OrdinalIgnoreCase))
            {
                return Find(text) is { } known and not WebRequestMethod.Default ? OfName(known) : new HttpMethod(text);
            }
        }
        catch (FormatException)
        {
            failure = new FetchFailure(
                FetchFailureKind.InvalidMethod,
                $"'{text}' is not an HTTP method: use letters, digits and hyphens, without spaces.");
            return null;
        }

        failure = new FetchFailure(
            FetchFailureKind.InvalidMethod,
            "CONNECT asks a proxy for a tunnel and has no response to fetch. -Proxy uses it where it is needed.");
        return null;
    }
}
