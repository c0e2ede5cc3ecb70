using System.Diagnostics;

namespace ParallelFetch.Engine.Tests;

public sealed class OutcomeChannelTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly OutcomeChannel<int> _channel = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Items_come_out_as_they_went_in()
    {
        _channel.Add(1, isLast: false);
        _channel.Add(2, isLast: false);

        Assert.True(_channel.Wait(2, Patience, Cancellation));
        Assert.True(_channel.TryTake(out int first) && first == 1);
        Assert.True(_channel.TryTake(out int second) && second == 2);
        Assert.False(_channel.TryTake(out _));
    }

    [Fact]
    public void Fewer_items_than_asked_for_come_out_after_a_moment()
    {
        _channel.Add(1, isLast: false);

        Assert.True(_channel.Wait(64, Patience, Cancellation));
    }

    [Fact]
    public void Without_an_item_the_time_runs_out() => Assert.False(_channel.Wait(64, TimeSpan.FromMilliseconds(5), Cancellation));

    [Fact]
    public void An_infinite_wait_ends_with_an_item()
    {
        _channel.Add(1, isLast: false);

        Assert.True(_channel.Wait(2, Timeout.InfiniteTimeSpan, Cancellation));
        Assert.True(_channel.Wait(2, TimeSpan.MaxValue, Cancellation));
    }

    [Fact]
    public void A_wait_can_be_cancelled_before_and_while_it_lasts()
    {
        using var before = new CancellationTokenSource();
        before.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => _channel.Wait(1, Patience, before.Token));

        using var during = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        Assert.ThrowsAny<OperationCanceledException>(() => _channel.Wait(1, Patience, during.Token));
    }

    [Fact]
    public async Task A_wait_can_be_ended_early()
    {
        Task<bool> wait = Task.Run(() => _channel.Wait(1, Timeout.InfiniteTimeSpan, Cancellation), Cancellation);
        while (!wait.IsCompleted)
        {
            // It may not have begun yet.
            _channel.Wake();
            await Task.Delay(1, Cancellation);
        }

        Assert.False(await wait);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public async Task No_item_and_no_wake_up_is_lost_between_threads(int batchSize)
    {
        const int Producers = 4;
        const int Each = 50_000;
        Task[] producers = [.. Enumerable.Range(0, Producers).Select(producer => Task.Run(
            () =>
            {
                for (int i = 0; i < Each; i++)
                {
                    _channel.Add((producer * Each) + i, isLast: i % 1000 == 0);
                    if (i % 97 == 0)
                    {
                        Thread.Yield();
                    }
                }
            },
            Cancellation))];

        var seen = new HashSet<int>();
        while (seen.Count < Producers * Each)
        {
            // A wait may end early, as its contract says; one that lasts has missed a wake-up.
            long start = Stopwatch.GetTimestamp();
            bool any = _channel.Wait(batchSize, Patience, Cancellation);
            Assert.True(any || Stopwatch.GetElapsedTime(start) < Patience / 2, $"stuck at {seen.Count}");
            while (_channel.TryTake(out int item))
            {
                Assert.True(seen.Add(item));
            }
        }

        await Task.WhenAll(producers);
    }
}
