namespace ParallelFetch;

/// <summary>Where the time of one fetch went.</summary>
/// <param name="Queue">From being accepted to being first sent: waiting for a place under the limits.</param>
/// <param name="Headers">From being sent to having the final response's headers, redirects included.</param>
/// <param name="Body">From the headers to the last byte of the body.</param>
public readonly record struct FetchTiming(TimeSpan Queue, TimeSpan Headers, TimeSpan Body)
{
    /// <summary>The three times in milliseconds.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"queue {Queue.TotalMilliseconds:0.#} ms, headers {Headers.TotalMilliseconds:0.#} ms, body {Body.TotalMilliseconds:0.#} ms");
}
