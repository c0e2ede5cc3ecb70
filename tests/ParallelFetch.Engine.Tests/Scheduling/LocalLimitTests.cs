using ParallelFetch.Scheduling;

namespace ParallelFetch.Engine.Tests.Scheduling;

public sealed class LocalLimitTests
{
    [Fact]
    public void Nothing_is_limited_before_there_is_trouble()
    {
        var limit = new LocalLimit();

        Assert.False(limit.OnCompleted(isFull: true));
        Assert.Equal(int.MaxValue, limit.Value);
    }

    [Fact]
    public void Three_quarters_of_what_was_possible_are_used()
    {
        var limit = new LocalLimit();

        Assert.True(limit.OnTrouble(serial: 201, lastSerial: 250, others: 200));

        Assert.Equal(150, limit.Value);
    }

    [Fact]
    public void Those_on_the_wire_at_the_time_are_no_news_and_the_next_is()
    {
        var limit = new LocalLimit();
        limit.OnTrouble(serial: 201, lastSerial: 250, others: 200);

        Assert.False(limit.OnTrouble(serial: 250, lastSerial: 260, others: 199));
        Assert.True(limit.OnTrouble(serial: 251, lastSerial: 260, others: 100));
        Assert.Equal(75, limit.Value);
    }

    [Fact]
    public void One_is_always_possible_and_trouble_never_raises_it()
    {
        var limit = new LocalLimit();
        limit.OnTrouble(serial: 1, lastSerial: 1, others: 0);
        Assert.Equal(1, limit.Value);

        limit.OnTrouble(serial: 2, lastSerial: 2, others: 1_000);

        Assert.Equal(1, limit.Value);
    }

    [Fact]
    public void One_more_is_tried_after_a_hundred_that_went_well_while_it_was_reached()
    {
        var limit = new LocalLimit();
        limit.OnTrouble(serial: 1, lastSerial: 1, others: 4);
        for (int i = 0; i < 99; i++)
        {
            Assert.False(limit.OnCompleted(isFull: true));
            Assert.False(limit.OnCompleted(isFull: false));
        }

        Assert.True(limit.OnCompleted(isFull: true));
        Assert.Equal(4, limit.Value);
    }
}
