using System.Globalization;

namespace ParallelFetch.Retry;

/// <summary>Reads the Retry-After field (RFC 9110, section 10.2.3): seconds, or an HTTP date.</summary>
internal static class RetryAfter
{
    /// <summary>How long the server asks to wait; null when it does not say so in a way that can be understood.</summary>
    internal static TimeSpan? Parse(string? value, DateTimeOffset now)
    {
        string text = value?.Trim() ?? string.Empty;
        if (text.Length == 0)
        {
            return null;
        }

        // More digits than fit are still a very long time.
        if (text.All(char.IsAsciiDigit))
        {
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds < int.MaxValue
                ? TimeSpan.FromSeconds(seconds)
                : TimeSpan.FromSeconds(int.MaxValue);
        }

        if (!DateTimeOffset.TryParseExact(
            text,
            ["r", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy", "ddd MMM  d HH:mm:ss yyyy"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowInnerWhite,
            out DateTimeOffset date))
        {
            return null;
        }

        TimeSpan wait = date - now;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
