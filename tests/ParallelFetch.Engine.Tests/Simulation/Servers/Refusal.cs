using System.Globalization;
using System.Net;

namespace ParallelFetch.Engine.Tests.Simulation.Servers;

/// <summary>How a server says when to come back.</summary>
internal enum RetryHint
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Retry-After in seconds, rounded up.</summary>
    Seconds,

    /// <summary>Retry-After: 0, however long it takes.</summary>
    Zero,

    /// <summary>Retry-After as an HTTP date, rounded up to the second.</summary>
    Date,

    /// <summary>X-RateLimit-Remaining: 0 and X-RateLimit-Reset as a Unix time, as GitHub does.</summary>
    ResetTime,

    /// <summary>RateLimit-Remaining: 0 and RateLimit-Reset in seconds (drafts of the IETF up to 07).</summary>
    ResetSeconds,

    /// <summary>RateLimit: "default";r=0;t=n (later drafts of the IETF).</summary>
    RateLimit,
}

/// <summary>What a server answers to what it does not take.</summary>
internal sealed record Refusal(int Status, RetryHint Hint = RetryHint.None)
{
    /// <summary>How many seconds the server's clock is ahead.</summary>
    public int ClockAhead { get; init; }

    /// <summary>The least number of seconds that it asks for.</summary>
    public int LeastWait { get; init; } = 1;

    /// <summary>For how many seconds Retry-After tells a client to stay away, when its clock is right.</summary>
    /// <param name="wait">How long until the server would take a request, in seconds.</param>
    public double AskedPause(double wait) => Hint switch
    {
        RetryHint.Seconds => Math.Max(LeastWait, Math.Ceiling(wait)),
        RetryHint.Date => wait,
        _ => 0,
    };

    /// <summary>Makes the answer.</summary>
    /// <param name="wait">How long until the server would take a request.</param>
    /// <param name="now">The server's time.</param>
    public HttpResponseMessage ToResponse(TimeSpan wait, DateTimeOffset now)
    {
        var response = new HttpResponseMessage((HttpStatusCode)Status) { Content = new ByteArrayContent("later"u8.ToArray()) };
        long seconds = Math.Max(LeastWait, (long)Math.Ceiling(wait.TotalSeconds));
        DateTimeOffset serverTime = now.AddSeconds(ClockAhead);
        long time = (long)Math.Ceiling(((serverTime + wait) - DateTimeOffset.UnixEpoch).TotalSeconds);
        Add(response, "Date", serverTime.ToString("r", CultureInfo.InvariantCulture));
        switch (Hint)
        {
            case RetryHint.Seconds:
                Add(response, "Retry-After", Text(seconds));
                break;
            case RetryHint.Zero:
                Add(response, "Retry-After", "0");
                break;
            case RetryHint.Date:
                Add(response, "Retry-After", DateTimeOffset.FromUnixTimeSeconds(time).ToString("r", CultureInfo.InvariantCulture));
                break;
            case RetryHint.ResetTime:
                Add(response, "X-RateLimit-Remaining", "0");
                Add(response, "X-RateLimit-Reset", Text(time));
                break;
            case RetryHint.ResetSeconds:
                Add(response, "RateLimit-Remaining", "0");
                Add(response, "RateLimit-Reset", Text(seconds));
                break;
            case RetryHint.RateLimit:
                Add(response, "RateLimit", $"\"default\";r=0;t={Text(seconds)}");
                break;
        }

        return response;
    }

    private static void Add(HttpResponseMessage response, string name, string value) => response.Headers.TryAddWithoutValidation(name, value);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
