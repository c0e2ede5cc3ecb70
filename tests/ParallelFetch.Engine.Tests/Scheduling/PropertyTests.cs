namespace ParallelFetch.Engine.Tests.Scheduling;

public sealed class PropertyTests
{
    private const int Runs = 40;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_request_gets_exactly_one_outcome_whatever_happens(bool inOrder)
    {
        for (int seed = 0; seed < Runs; seed++)
        {
            using var run = new RandomRun(seed, inOrder);
            try
            {
                run.ToTheEnd();
                int[] numbers = [.. run.Outcomes.Select(outcome => int.Parse(((Uri)outcome.Uri!).AbsolutePath[1..], null))];

                Assert.Equal(Enumerable.Range(0, run.Count), inOrder ? numbers : numbers.Order());
                int unsent = run.Outcomes.Count(static outcome => outcome.Failure?.Kind == FetchFailureKind.LocalResourcesExhausted);
                Assert.Equal(run.Network.Count - run.NotSent + unsent, run.Outcomes.Sum(outcome => outcome.Attempts));
                Assert.Equal((0, 0), (run.Engine.Outstanding, run.Engine.Waiting));
            }
            catch (Xunit.Sdk.XunitException exception)
            {
                Assert.Fail($"Seed {seed}, {run.Limits}: {exception.Message}");
            }
        }
    }
}
