namespace ParallelFetch.Engine.Tests.Fuzz;

public sealed class PropertyCheckTests
{
    [Fact]
    public void A_property_that_does_not_hold_is_told_with_its_smallest_case_and_its_seed()
    {
        Exception failure = Assert.ThrowsAny<Exception>(() => PropertyCheck.ForAll(
            1_000, Generate.Text("abc", "def", "xyz").Shrinking(), text => Assert.DoesNotContain("y", text, StringComparison.Ordinal)));

        Assert.Matches(@"Shrunk:\s+""?y""?\s", failure.Message);
        Assert.Matches(@"\(\d+,\d+\)", failure.Message);
    }
}
