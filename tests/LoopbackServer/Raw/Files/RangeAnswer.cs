using System.Globalization;

namespace LoopbackServer.Raw.Files;

/// <summary>
/// What a server makes of a range: rightly, or by <c>?range=</c> wrongly. <c>ignore</c>: it sends the whole; <c>refuse</c> and
/// <c>refuse-bare</c>: 416, without Content-Range; <c>bare</c>: 206 without Content-Range; <c>early</c>, <c>late</c>: another
/// start, said truly; <c>lie</c>: another start, but not said so; <c>short</c>: not to the end, said truly; <c>open</c>: not to the
/// end, and the length is left open; <c>total</c>: another length of the whole; <c>unasked</c>: a part though the whole was asked for.
/// </summary>
/// <param name="Sent">The bytes that are sent.</param>
/// <param name="ContentRange">The field; null for none.</param>
/// <param name="IsPart">206 or 200.</param>
/// <param name="IsRefused">416.</param>
internal readonly record struct RangeAnswer(ByteRange Sent, string? ContentRange, bool IsPart, bool IsRefused)
{
    // How far off the wrong answers are.
    private const int Offset = 100;

    public static RangeAnswer To(RawExchange exchange, ServedFile file)
    {
        var (head, mode) = (exchange.Request.Head, exchange.Query.Text("range", ""));
        var asked = mode == "unasked" ? new ByteRange(file.Length / 2, file.Length - 1) : ByteRange.Parse(head.First("Range"), file.Length);
        var isHeeded = exchange.Query.Text("ifRange", "") == "ignore" || file.IsRangeOfThis(head);
        if (asked is not { } range || !isHeeded || mode == "ignore")
        {
            return new RangeAnswer(new ByteRange(0, file.Length - 1), null, IsPart: false, IsRefused: false);
        }

        if (range.IsEmpty || mode.StartsWith("refuse", StringComparison.Ordinal))
        {
            return new RangeAnswer(default, mode == "refuse-bare" ? null : Text("*", file.Length), IsPart: false, IsRefused: true);
        }

        var shortened = range with { Last = Math.Max(range.First, range.Last - Offset) };
        return mode switch
        {
            "bare" => Part(range, null),
            "early" => Part(range with { First = Math.Max(0, range.First - Offset) }, file.Length),
            "late" => Part(range with { First = Math.Min(range.Last, range.First + Offset) }, file.Length),
            "lie" => new RangeAnswer(range with { First = Math.Max(0, range.First - Offset) }, Text(range, file.Length), IsPart: true, IsRefused: false),
            "short" => Part(shortened, file.Length),
            "open" => new RangeAnswer(shortened, $"bytes {shortened.First}-{shortened.Last}/*", IsPart: true, IsRefused: false),
            "total" => Part(range, file.Length + Offset),
            _ => Part(range, file.Length),
        };
    }

    private static RangeAnswer Part(ByteRange range, long? total) =>
        new(range, total is null ? null : Text(range, total.Value), IsPart: true, IsRefused: false);

    private static string Text(ByteRange range, long total) => Text(string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.Last}"), total);

    private static string Text(string range, long total) => string.Create(CultureInfo.InvariantCulture, $"bytes {range}/{total}");
}
