using System.Globalization;

namespace ParallelFetch.Retry;

/// <summary>
/// Reads what servers say of their quotas in the forms that are in use: the RateLimit field of
/// draft-ietf-httpapi-ratelimit-headers (a dictionary in version 07, a list of policies from 08 on), the three fields of
/// its earlier versions, and the X-RateLimit fields that came before them.
/// </summary>
internal static class RateLimitFields
{
    // A reset in so many seconds or fewer is a length of time: as a point in time it would be on the first day of 1970.
    private const decimal LongestDelta = 86_400;

    // A point in time is later than September 2001, in seconds or in milliseconds, and seconds are earlier than the year 5138.
    private const decimal EarliestEpoch = 1_000_000_000;
    private const decimal LatestEpoch = 100_000_000_000;

    /// <summary>Reads a RateLimit field: <c>limit=100, remaining=0, reset=5</c>, or <c>"burst";r=0;t=5, "day";r=400;t=3600</c>.</summary>
    /// <param name="field">The field; several of them are joined by commas.</param>
    /// <param name="policies">Gets what is found.</param>
    internal static void Read(string field, List<RateLimitPolicy> policies)
    {
        RateLimitPolicy members = default;
        foreach (string member in Split(field, ','))
        {
            List<string> parts = Split(member, ';');
            (string name, string? value) = Pair(parts[0]);
            if (value is null || parts[0].StartsWith('"'))
            {
                // Version 08 and later: the name of a policy, with parameters.
                Add(policies, new RateLimitPolicy(
                    Count(Find(parts, "r")),
                    Find(parts, "t") is { } time ? RetryAfter.Seconds(time) : null));
                continue;
            }

            // A name that comes again is the next field's.
            switch (name)
            {
                case "remaining":
                    Flush(members.Remaining is not null);
                    members = members with { Remaining = Count(value) };
                    break;
                case "reset":
                    Flush(members.Reset is not null);
                    members = members with { Reset = RetryAfter.Seconds(value) };
                    break;
                default:
                    break;
            }
        }

        Add(policies, members);

        void Flush(bool isAgain)
        {
            if (isAgain)
            {
                Add(policies, members);
                members = default;
            }
        }
    }

    /// <summary>Reads the fields that each have a number: RateLimit-Remaining and RateLimit-Reset, or those with X- in front.</summary>
    /// <param name="remaining">The count of requests that are left; null where there is no such field.</param>
    /// <param name="reset">When there are more; null where there is no such field.</param>
    /// <param name="isDraft">Whether the reset is a length of time by the draft, rather than what the server takes it for.</param>
    /// <param name="now">The time.</param>
    /// <param name="policies">Gets what is found.</param>
    internal static void Read(string? remaining, string? reset, bool isDraft, DateTimeOffset now, List<RateLimitPolicy> policies)
    {
        string[] counts = remaining?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        string[] resets = reset?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        if (counts.Length > 0 && resets.Length > 0 && counts.Length != resets.Length)
        {
            // Which reset is that of which count, nobody can say.
            resets = [];
        }

        for (int i = 0; i < Math.Max(counts.Length, resets.Length); i++)
        {
            Add(policies, new RateLimitPolicy(
                i < counts.Length ? Count(counts[i]) : null,
                i < resets.Length ? Until(resets[i], isDraft, now) : null));
        }
    }

    private static void Add(List<RateLimitPolicy> policies, RateLimitPolicy policy)
    {
        if (policy != default)
        {
            policies.Add(policy);
        }
    }

    private static TimeSpan? Until(string text, bool isDraft, DateTimeOffset now)
    {
        if (Count(text) is not { } number)
        {
            return null;
        }

        if (number <= LongestDelta || (isDraft && number < EarliestEpoch))
        {
            return RetryAfter.Seconds(text);
        }

        decimal seconds = number >= EarliestEpoch * 1000 ? number / 1000 : number;
        if (seconds is < EarliestEpoch or >= LatestEpoch)
        {
            return null;
        }

        TimeSpan wait = DateTimeOffset.FromUnixTimeMilliseconds((long)decimal.Ceiling(seconds * 1000)) - now;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private static decimal? Count(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) && RetryAfter.Seconds(text) is not null
            ? number
            : null;

    private static string? Find(List<string> parts, string name)
    {
        for (int i = 1; i < parts.Count; i++)
        {
            (string found, string? value) = Pair(parts[i]);
            if (found == name)
            {
                return value;
            }
        }

        return null;
    }

    private static (string Name, string? Value) Pair(string part)
    {
        int equals = part.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (part, null) : (part[..equals].Trim().ToLowerInvariant(), part[(equals + 1)..].Trim());
    }

    // Not within a string (RFC 9651, section 3.3.3), where a backslash takes the next character as it is.
    private static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        bool isQuoted = false;
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (text[i] == '\\' && isQuoted)
            {
                i++;
            }
            else if (text[i] == separator && !isQuoted)
            {
                parts.Add(text[start..i].Trim());
                start = i + 1;
            }
        }

        parts.Add(text[start..].Trim());
        return parts;
    }
}
