using System.Globalization;

namespace ParallelFetch.Retry;

/// <summary>
/// Reads the Retry-After field (RFC 9110, section 10.2.3): seconds, or an HTTP date. What real servers make of it and has
/// only one meaning is understood, too: a fraction of a second, the unit (2s), a date in UTC, several fields.
/// </summary>
internal static class RetryAfter
{
    private static readonly string[] DateFormats =
    [
        "r", "ddd, dd MMM yyyy HH:mm:ss 'UTC'", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy", "ddd MMM  d HH:mm:ss yyyy",
    ];

    /// <summary>How long the server asks to wait, the longest time of several; null when it does not say so in a way that can be understood.</summary>
    internal static TimeSpan? Parse(string? value, DateTimeOffset now)
    {
        string text = value?.Trim() ?? string.Empty;
        if (text.Length == 0)
        {
            return null;
        }

        if (One(text, now) is { } only)
        {
            return only;
        }

        // Several fields are one with commas, and so is a date.
        TimeSpan? longest = null;
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        for (int i = 0; parts.Length > 1 && i < parts.Length; i++)
        {
            TimeSpan? wait = One(parts[i], now);
            if (wait is null && i + 1 < parts.Length && One($"{parts[i]}, {parts[i + 1]}", now) is { } dated)
            {
                wait = dated;
                i++;
            }

            longest = longest is null || wait > longest ? wait ?? longest : longest;
        }

        return longest;
    }

    private static TimeSpan? One(string text, DateTimeOffset now)
    {
        if (Seconds(text.EndsWith('s') ? text[..^1] : text) is { } seconds)
        {
            return seconds;
        }

        if (!DateTimeOffset.TryParseExact(
            text,
            DateFormats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowInnerWhite,
            out DateTimeOffset date))
        {
            return null;
        }

        TimeSpan wait = date - now;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    /// <summary>
    /// A number of seconds, with a fraction or without, rounded up to a millisecond; null for anything else, a sign included.
    /// More than fit are still a very long time.
    /// </summary>
    internal static TimeSpan? Seconds(string text)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal);
        ReadOnlySpan<char> whole = point < 0 ? text : text.AsSpan(0, point);
        ReadOnlySpan<char> fraction = point < 0 ? "0" : text.AsSpan(point + 1);
        if (!IsDigits(whole) || !IsDigits(fraction))
        {
            return null;
        }

        if (!long.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) || seconds >= int.MaxValue)
        {
            return TimeSpan.FromSeconds(int.MaxValue);
        }

        double part = double.Parse($"0.{fraction}", NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return TimeSpan.FromMilliseconds((seconds * 1000d) + Math.Ceiling(part * 1000d));
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => !text.IsEmpty && text.IndexOfAnyExceptInRange('0', '9') < 0;
}
