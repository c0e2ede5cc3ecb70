using System.Text.RegularExpressions;

namespace ParallelFetch.Engine.Tests.Fuzz;

public sealed class PropertyCheckTests
{
    [Fact]
    public void A_property_that_does_not_hold_is_told_with_its_smallest_case_and_its_seed()
    {
        string told = Failure();

        Assert.Matches(@"Shrunk:\s+""?y""?\s", told);
        Assert.Matches(@"\(\d+,\d+\)", told);
    }

    [Fact]
    public void The_seed_repeats_the_run()
    {
        string told = Failure();

        string again = Failure(Regex.Match(told, @"\(\d+,\d+\)").Value);

        Assert.Equal(told.Split('\n')[0], again.Split('\n')[0]);
    }

    private static string Failure(string? replay = null) => Assert.ThrowsAny<Exception>(() => PropertyCheck.ForAll(
        1_000, Generate.Text("abc", "def", "xyz").Shrinking(), text => Assert.DoesNotContain("y", text, StringComparison.Ordinal), replay)).Message;
}
