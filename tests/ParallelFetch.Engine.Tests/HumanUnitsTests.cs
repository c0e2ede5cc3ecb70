using System.Globalization;
using ParallelFetch.Text;

namespace ParallelFetch.Engine.Tests;

public sealed class HumanUnitsTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData((1024 * 1024) - 1, "1.0 MiB")]
    [InlineData(12_600_000, "12.0 MiB")]
    [InlineData(5e15, "4.4 PiB")]
    [InlineData(5e18, "4440.9 PiB")]
    public void A_size_is_in_the_unit_that_suits_it(double bytes, string expected) =>
        Assert.Equal(expected, HumanUnits.ByteCount(bytes, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData(0.0004, "0.4 ms")]
    [InlineData(0.0999, "100 ms")]
    [InlineData(0.9996, "1.00 s")]
    [InlineData(99.99, "99.99 s")]
    [InlineData(99.999, "0:01:39")]
    [InlineData(100_000, "27:46:40")]
    public void A_time_is_in_the_unit_that_suits_it(double seconds, string expected) =>
        Assert.Equal(expected, HumanUnits.Duration(TimeSpan.FromSeconds(seconds), CultureInfo.InvariantCulture));
}
