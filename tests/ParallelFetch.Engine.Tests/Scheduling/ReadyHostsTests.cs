using FsCheck;
using FsCheck.Fluent;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Engine.Tests.Fuzz;
using ParallelFetch.Scheduling;

namespace ParallelFetch.Engine.Tests.Scheduling;

public sealed class ReadyHostsTests
{
    private const int Hosts = 8;

    [Fact]
    public void The_one_with_the_fewest_on_the_wire_goes_next_and_equals_take_turns_whatever_came_before()
    {
        using var fixture = new EngineFixture();
        Gen<int[]> steps = from count in Gen.Choose(1, 300) from items in Gen.Choose(0, 99_999).ArrayOf(count) select items;

        PropertyCheck.ForAll(1_000, Arb.From(steps, Generate.Smaller), values => Play(values, fixture.Engine.Background));
    }

    // Beside it the simplest thing that could be right: a list, in the order in which each took its place among its equals.
    private static void Play(int[] steps, FetchQueue owner)
    {
        var ready = new ReadyHosts();
        HostQueue[] queues = [.. Enumerable.Range(0, Hosts).Select(i => new HostQueue(owner, new HostState(KeyOf(i), 1_000)))];
        var naive = new List<HostQueue>();
        foreach (int step in steps)
        {
            HostQueue queue = queues[step % Hosts];
            switch (step / Hosts % 5)
            {
                case 0 when naive.Remove(queue):
                    ready.Remove(queue);
                    break;
                case 1 when step % 97 == 0:
                    ready.Clear();
                    naive.Clear();
                    break;
                case 2 or 3 when naive.Contains(queue):
                    // Far beyond the highest level that is told apart, too.
                    queue.Host.InFlight = step / 50 % 3 == 0 ? step % 600 : step % 4;
                    ready.Move(queue);
                    naive.Remove(queue);
                    naive.Add(queue);
                    break;
                case 4 when !naive.Contains(queue):
                    ready.Add(queue);
                    naive.Add(queue);
                    break;
            }

            Assert.Equal(naive.Count, ready.Count);
            Assert.Same(naive.MinBy(static candidate => Math.Min(candidate.Host.InFlight, 255)), ready.First);
            Assert.All(queues, candidate => Assert.Equal(naive.Contains(candidate), candidate.IsReady));
            Assert.All(queues, candidate => Assert.Equal(candidate.IsReady ? 1 : 0, candidate.Host.Ready.Count));
        }
    }

    private static HostKey KeyOf(int number)
    {
        Assert.True(HostKey.TryCreate(new Uri($"http://h{number}/"), out HostKey key));
        return key;
    }
}
