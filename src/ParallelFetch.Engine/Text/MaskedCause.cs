using System.Text.RegularExpressions;

namespace ParallelFetch.Text;

/// <summary>
/// What the platform says about a failure, without secrets. Its messages quote addresses, and lines of a header that could
/// not be read.
/// </summary>
internal static partial class MaskedCause
{
    /// <summary>
    /// The exception itself, or, when it or one behind it has a secret in its message, one that says the same without: it is
    /// shown with an error, whole, by who asks for everything.
    /// </summary>
    internal static Exception? Of(Exception? cause)
    {
        if (cause is null or FetchException)
        {
            return cause;
        }

        Exception? inner = Of(cause.InnerException);
        string message = Message(cause.Message);
        return ReferenceEquals(inner, cause.InnerException) && message == cause.Message
            ? cause
            : cause switch
            {
                HttpRequestException http => new HttpRequestException(http.HttpRequestError, message, inner, http.StatusCode),
                HttpIOException http => new HttpIOException(http.HttpRequestError, message, inner),
                IOException => new IOException(message, inner) { HResult = cause.HResult },
                _ => new InvalidOperationException($"{cause.GetType().Name}: {message}", inner),
            };
    }

    /// <summary>A message without user information and without values that are secret by their names.</summary>
    internal static string Message(string message)
    {
        string masked = MaskedUrl.WithoutUserInfo(message);
        masked = Parameter().Replace(masked, static part => SecretNames.IsParameter(part.Groups[1].Value) ? part.Groups[1].Value + "=" + MaskedUrl.Mask : part.Value);
        return QuotedField().Replace(masked, static line => SecretNames.IsField(line.Groups[1].Value) ? line.Groups[1].Value + line.Groups[2].Value + MaskedUrl.Mask : line.Value);
    }

    [GeneratedRegex("""(?<=[?&;#])([^=&;#\s'"]+)=([^&;#\s'"<>)]*)""")]
    private static partial Regex Parameter();

    [GeneratedRegex("(?<=')([A-Za-z0-9_-]+)([ \t]*[:= \t][ \t]*)[^']+")]
    private static partial Regex QuotedField();
}
