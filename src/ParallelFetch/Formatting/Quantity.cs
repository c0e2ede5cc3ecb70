using System.Globalization;

namespace ParallelFetch.Formatting;

/// <summary>Times and sizes in units that suit them.</summary>
internal static class Quantity
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    internal static string Duration(TimeSpan time, CultureInfo culture) => time.TotalSeconds switch
    {
        < 0.0995 => time.TotalMilliseconds.ToString("0.0 'ms'", culture),
        < 0.9995 => time.TotalMilliseconds.ToString("0 'ms'", culture),
        < 99.995 => time.TotalSeconds.ToString("0.00 's'", culture),
        _ => string.Create(culture, $"{(long)time.TotalHours}:{time:mm\\:ss}"),
    };

    internal static string Bytes(double bytes, CultureInfo culture)
    {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return value.ToString(unit == 0 ? "0" : "0.0", culture) + " " + Units[unit];
    }
}
