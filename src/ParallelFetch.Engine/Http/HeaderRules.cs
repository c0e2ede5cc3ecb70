using System.Buffers;
using ParallelFetch.Text;

namespace ParallelFetch.Http;

/// <summary>Which header fields may be sent, and which of them belong to the content.</summary>
internal static class HeaderRules
{
    // RFC 9110, section 5.6.2: token.
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // RFC 9110, section 5.5: these in a field value allow request smuggling.
    private static readonly SearchValues<char> ForbiddenInValue = SearchValues.Create("\r\n\0");

    // RFC 9110, section 7.2: a host and a port, nothing else.
    private static readonly SearchValues<char> ForbiddenInHost = SearchValues.Create(" \t,/?#@");

    // RFC 9110, section 8: representation data and metadata. HttpClient sends them with the content only.
    private static readonly HashSet<string> ContentFields = new(StringComparer.OrdinalIgnoreCase)
    {
        "Allow", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length", "Content-Location",
        "Content-MD5", "Content-Range", "Content-Type", "Expires", "Last-Modified",
    };

    internal static bool IsContentField(string name) => ContentFields.Contains(name);

    /// <summary>Whether text is a token: what a method or a header name may be.</summary>
    internal static bool IsToken(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(TokenCharacters);

    /// <summary>What keeps a field from being sent; null when nothing does.</summary>
    /// <param name="header">The field.</param>
    /// <param name="validate">Whether its value has to be what the field is defined to take, not only what HTTP can carry.</param>
    internal static FetchFailure? Check(RequestHeader header, bool validate)
    {
        (string name, string value, _) = header;
        if (!IsToken(name))
        {
            return Invalid($"'{Shown(name)}' is not a header name: use letters, digits and hyphens, without spaces, colons or line breaks.");
        }

        if (value.AsSpan().ContainsAny(ForbiddenInValue))
        {
            return Invalid($"The value of the header '{name}' contains a line break or a NUL character, which HTTP does not allow: remove it, for instance with .Trim().");
        }

        if (header.Is("Host") && value.AsSpan().ContainsAny(ForbiddenInHost))
        {
            return Invalid($"'{MaskedUrl.WithoutPassword(value)}' is not a value of the header 'Host': write a host name, and a port if need be.");
        }

        if (header.Is("Content-Length"))
        {
            return Invalid("The header 'Content-Length' cannot be given: it follows from what is sent.");
        }

        if (header.Is("Transfer-Encoding"))
        {
            return Invalid("The header 'Transfer-Encoding' cannot be given among the headers: use -TransferEncoding.");
        }

        return validate ? CheckSyntax(header) : null;
    }

    // HttpClient knows the syntax of the standard fields; Invoke-WebRequest asks it, too.
    private static FetchFailure? CheckSyntax(RequestHeader header)
    {
        (string name, string value, _) = header;
        try
        {
            if (IsContentField(name))
            {
                using var content = new ByteArrayContent([]);
                content.Headers.Add(name, value);
            }
            else
            {
                using var message = new HttpRequestMessage();
                message.Headers.Add(name, value);
            }

            return null;
        }
        catch (FormatException exception)
        {
            // The exception quotes the value as well.
            string shown = MaskedField.Value(name, value, header.IsSecret);
            bool isSecret = shown != value;
            return new FetchFailure(
                FetchFailureKind.InvalidHeader,
                $"{(shown.EndsWith(MaskedUrl.Mask, StringComparison.Ordinal) ? "What was given" : $"'{shown}'")} is not a value that the header '{name}' is defined to take. -SkipHeaderValidation sends it as it is.",
                isSecret ? null : exception);
        }
    }

    private static FetchFailure Invalid(string message) => new(FetchFailureKind.InvalidHeader, message);

    // What stands behind a colon is a value that got into the name.
    private static string Shown(string name) => Escape(name.IndexOf(':', StringComparison.Ordinal) is >= 0 and int colon ? name[..colon] + ": …" : name);

    private static string Escape(string name) => name.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
