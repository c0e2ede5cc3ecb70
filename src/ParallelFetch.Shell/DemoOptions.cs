using System.Globalization;

namespace ParallelFetch.Shell;

/// <summary>The options of <c>demo</c>.</summary>
/// <param name="Count">How many pages to fetch.</param>
/// <param name="Delay">How many milliseconds the server takes for each.</param>
/// <param name="Throttle">How many to fetch in parallel.</param>
internal sealed record DemoOptions(int Count = 100, int Delay = 100, int Throttle = 20)
{
    /// <summary>How many times faster the parallel run can be at best: its last wave may be a partial one.</summary>
    public double IdealSpeedup => (double)Count / Math.Ceiling((double)Count / Throttle);

    /// <summary>Reads the words after <c>demo</c>; null when they make no sense.</summary>
    public static DemoOptions? Parse(IReadOnlyList<string> words)
    {
        var options = new DemoOptions();
        for (int i = 0; i < words.Count; i += 2)
        {
            if (i + 1 == words.Count
                || !int.TryParse(words[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            {
                return null;
            }

            options = words[i].TrimStart('-').ToUpperInvariant() switch
            {
                "COUNT" when value > 0 => options with { Count = value },
                "DELAY" => options with { Delay = value },
                "THROTTLE" when value > 0 => options with { Throttle = value },
                _ => null,
            };
            if (options is null)
            {
                return null;
            }
        }

        return options;
    }
}
