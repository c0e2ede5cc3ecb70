using System.Globalization;

namespace ParallelFetch.Reporting;

/// <summary>Round values to write on an axis.</summary>
internal static class Axis
{
    private static readonly double[] RoundDigits = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

    private static readonly double[] RoundSeconds =
    [
        .. Enumerable.Range(-5, 6).SelectMany(static power => new[] { 1, 2, 5 }.Select(digit => digit * Math.Pow(10, power))),
        10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 18_000, 21_600, 43_200, 86_400,
    ];

    /// <summary>The least round number that is not below a value.</summary>
    internal static double RoundUp(double value)
    {
        if (value <= 0)
        {
            return 1;
        }

        double power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return power * Array.Find(RoundDigits, digit => digit * power >= value * 0.999_999);
    }

    /// <summary>Times from zero on, in equal steps.</summary>
    internal static IEnumerable<TimeSpan> Steps(TimeSpan length, int most)
    {
        double step = RoundSeconds.FirstOrDefault(seconds => length.TotalSeconds / seconds <= most, RoundUp(length.TotalDays / most) * 86_400);
        for (double time = 0; time <= length.TotalSeconds * 1.000_001; time += step)
        {
            yield return TimeSpan.FromSeconds(time);
        }
    }

    /// <summary>Times for a logarithmic scale: few of them, round, and in the range.</summary>
    internal static IReadOnlyList<TimeSpan> LogSteps(TimeSpan from, TimeSpan upTo, int most)
    {
        List<double> inside = [.. RoundSeconds.Where(seconds => seconds >= from.TotalSeconds && seconds <= upTo.TotalSeconds)];
        if (inside.Count < 2)
        {
            // Less than from one round value to the next: the ends say more than nothing.
            return [from, upTo];
        }

        int every = (inside.Count + most - 1) / most;
        return [.. inside.Where((_, index) => index % every == 0).Select(TimeSpan.FromSeconds)];
    }

    /// <summary>A time in as few characters as can be.</summary>
    internal static string Label(TimeSpan time)
    {
        (double value, string unit) = time.TotalSeconds switch
        {
            0 => (0, "s"),
            < 0.9995 => (time.TotalMilliseconds, "ms"),
            < 120 => (time.TotalSeconds, "s"),
            < 7_200 => (time.TotalMinutes, "min"),
            < 172_800 => (time.TotalHours, "h"),
            _ => (time.TotalDays, "d"),
        };
        return value.ToString(value < 10 ? "0.##" : "0.#", CultureInfo.InvariantCulture) + " " + unit;
    }
}
