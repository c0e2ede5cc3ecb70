namespace ParallelFetch.Text;

/// <summary>Sizes and times in the unit that suits them.</summary>
internal static class HumanUnits
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>A number of bytes (IEC 80000-13: 1 KiB is 1,024 bytes).</summary>
    /// <param name="bytes">The number of bytes.</param>
    /// <param name="culture">How numbers are written.</param>
    public static string ByteCount(double bytes, IFormatProvider culture)
    {
        int unit = 0;
        while (Math.Round(bytes, unit == 0 ? 0 : 1) >= 1024 && unit < Units.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        return bytes.ToString(unit == 0 ? "0" : "0.0", culture) + " " + Units[unit];
    }

    /// <summary>A duration.</summary>
    /// <param name="time">The duration.</param>
    /// <param name="culture">How numbers are written.</param>
    public static string Duration(TimeSpan time, IFormatProvider culture) => time.TotalSeconds switch
    {
        < 0.0995 => time.TotalMilliseconds.ToString("0.0 'ms'", culture),
        < 0.9995 => time.TotalMilliseconds.ToString("0 'ms'", culture),
        < 99.995 => time.TotalSeconds.ToString("0.00 's'", culture),
        _ => Clock(time, culture),
    };

    /// <summary>A duration in seconds, down to milliseconds, as messages have it in every culture.</summary>
    /// <param name="time">The duration.</param>
    public static string Seconds(TimeSpan time) => FormattableString.Invariant($"{time.TotalSeconds:0.###} s");

    /// <summary>So many in a second, with as many digits as say something.</summary>
    /// <param name="perSecond">How many.</param>
    /// <param name="culture">How numbers are written.</param>
    public static string Rate(double perSecond, IFormatProvider culture) =>
        perSecond.ToString(perSecond < 0.995 ? "0.##" : perSecond < 9.95 ? "0.#" : "#,0", culture);

    /// <summary>A duration in hours, minutes and seconds, such as 27:46:40.</summary>
    /// <param name="time">The duration.</param>
    /// <param name="culture">How numbers are written.</param>
    public static string Clock(TimeSpan time, IFormatProvider culture) => string.Create(culture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}");
}
