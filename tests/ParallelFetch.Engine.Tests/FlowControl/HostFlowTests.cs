using FsCheck;
using FsCheck.Fluent;
using ParallelFetch.Engine.Tests.Fuzz;

namespace ParallelFetch.Engine.Tests.FlowControl;

public sealed class HostFlowTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1_500)]
    [InlineData(3_600_000)]
    public void An_asked_pause_is_what_was_asked_for_and_one_request_follows_it(long asked)
    {
        var run = new FlowRun();
        run.Send(10);

        Assert.Equal(asked, run.Refuse(3, stillOnTheWire: 9, asked));
        Assert.Equal(1, run.Flow.Window);
    }

    [Fact]
    public void After_a_pause_each_answer_lets_one_more_follow()
    {
        var run = new FlowRun();
        run.Send();
        run.Refuse(1, asked: 1_000);
        run.Now += 1_000;
        var windows = new List<int>();

        // All that may be on the wire are sent and answered at once: the window doubles with each round trip.
        for (int round = 0; round < 5; round++)
        {
            int window = run.Flow.Window;
            windows.Add(window);
            long first = run.Send(window);
            for (int i = 0; i < window; i++)
            {
                Assert.True(run.Accept(first + i));
            }
        }

        Assert.Equal([1, 2, 4, 8, 16], windows);
    }

    [Fact]
    public void What_leaves_places_free_does_not_ask_for_more()
    {
        var run = new FlowRun();
        run.Send();
        run.Refuse(1, asked: 1_000);
        run.Now += 1_000;
        run.Send();

        Assert.False(run.AcceptLast(wasFull: false));
        Assert.Equal(1, run.Flow.Window);
    }

    [Fact]
    public void As_many_as_are_served_of_those_on_the_wire_are_what_the_host_serves_at_once()
    {
        var run = new FlowRun();
        run.Send(10);

        Assert.Equal(0, run.Refuse(1, stillOnTheWire: 9));
        for (int serial = 2; serial <= 8; serial++)
        {
            run.Accept(serial);
        }

        Assert.Equal(0, run.Refuse(9, stillOnTheWire: 1));
        Assert.Equal(0, run.Refuse(10));
        Assert.Equal(7, run.Flow.Window);
        Assert.Equal(0, run.Flow.Rate);
    }

    [Fact]
    public void One_more_than_the_host_is_known_to_serve_is_tried_seldom()
    {
        var run = new FlowRun();
        run.Send(2);
        run.Refuse(1, stillOnTheWire: 1);
        run.Accept(2);
        Assert.Equal(1, run.Flow.Window);

        int answers = 0;
        while (run.Flow.Window == 1)
        {
            run.Send();
            run.AcceptLast();
            answers++;
        }

        Assert.Equal((50, 2), (answers, run.Flow.Window));
    }

    [Fact]
    public void Where_none_of_those_on_the_wire_is_served_the_pause_begins_when_the_last_has_ended()
    {
        var run = new FlowRun();
        run.Send(3);

        Assert.Equal([0, 0, FlowRun.Backoff], [run.Refuse(1, stillOnTheWire: 2), run.Refuse(2, stillOnTheWire: 1), run.Refuse(3)]);
        Assert.Equal(1, run.Flow.Window);
    }

    [Fact]
    public void The_pauses_of_a_host_that_does_not_say_for_how_long_double_up_to_a_minute()
    {
        var run = new FlowRun();
        var pauses = new List<long>();
        for (int i = 0; i < 9; i++)
        {
            run.Send();
            pauses.Add(run.Refuse(run.Sent));
            run.Now += pauses[^1];
        }

        Assert.Equal([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000], pauses);
    }

    [Theory]
    [InlineData(20_000, 15_000)]
    [InlineData(100_000, 30_000)]
    [InlineData(100, FlowRun.Backoff)]
    public void Most_of_the_time_that_the_host_needed_the_last_time_is_waited_for_at_once(long stalled, long pause)
    {
        var run = new FlowRun();
        run.Send();
        run.Refuse(1);
        Assert.Equal(1, run.Flow.StalledSince);
        run.Now += stalled;
        run.Send();
        run.AcceptLast();
        Assert.Equal(long.MaxValue, run.Flow.StalledSince);
        run.Send();

        Assert.Equal(pause, run.Refuse(run.Sent));
    }

    [Fact]
    public void What_was_taken_before_the_first_refusal_goes_at_once_after_the_pause_and_the_rest_at_the_rate_seen()
    {
        FlowRun run = FlowRun.OfQuota(20);

        // 20 in the second before it and the second that it lasts, less a tenth.
        Assert.Equal(9, run.Flow.Rate, 0.001);
        for (int i = 0; i < 18; i++)
        {
            Assert.True(run.Flow.CanSend(run.Now, out _), $"{i}");
            run.Send();
            run.AcceptLast();
        }

        Assert.False(run.Flow.CanSend(run.Now, out long at));
        Assert.Equal(run.Now + 112, at);
    }

    [Fact]
    public void Those_on_the_wire_at_a_refusal_slow_the_host_down_once()
    {
        var run = new FlowRun();
        run.Send(30);
        run.Now += 1_000;
        for (int serial = 1; serial <= 20; serial++)
        {
            run.Accept(serial);
        }

        run.InLastSecond = 20;
        run.Refuse(21, stillOnTheWire: 9, asked: 1_000);
        double rate = run.Flow.Rate;
        for (int serial = 22; serial <= 30; serial++)
        {
            Assert.Equal(1_000, run.Refuse(serial, stillOnTheWire: 30 - serial, asked: 1_000));
        }

        Assert.Equal(rate, run.Flow.Rate);
    }

    [Fact]
    public void What_comes_through_after_the_refusal_was_let_through_before_it()
    {
        var run = new FlowRun();
        run.Send(21);
        run.Now += 1_000;
        for (int serial = 1; serial <= 10; serial++)
        {
            run.Accept(serial);
        }

        run.Refuse(11, stillOnTheWire: 10, asked: 1_000);
        for (int serial = 12; serial <= 21; serial++)
        {
            run.Accept(serial);
        }

        Assert.Equal(FlowRun.OfQuota(20).Flow.Rate, run.Flow.Rate, 0.001);
    }

    [Fact]
    public void A_refusal_of_what_was_spaced_out_cuts_the_rate()
    {
        FlowRun run = Spaced(out double before);

        run.Send();
        Assert.Equal(1_000, run.Refuse(run.Sent, asked: 1_000));

        Assert.Equal(0.85 * before, run.Flow.Rate, 0.01);
    }

    [Fact]
    public void A_rate_grows_quickly_to_just_below_where_there_was_trouble_and_slowly_beyond()
    {
        FlowRun run = Spaced(out double trouble);
        run.Send();
        run.Refuse(run.Sent, asked: 1_000);
        run.Now += 1_000;
        for (int i = 0; i < 20; i++)
        {
            run.SendPaced();
        }

        int quick = AnswersUntil(run, 0.9 * trouble);
        int slow = AnswersUntil(run, trouble);

        Assert.InRange(quick, 1, 15);
        Assert.InRange(slow, 30, 40);
    }

    [Fact]
    public void A_rate_does_not_grow_while_nothing_waits_for_it()
    {
        FlowRun run = FlowRun.OfQuota(20);
        for (int i = 0; i < 100; i++)
        {
            run.Now += 10_000;
            Assert.True(run.Flow.CanSend(run.Now, out _));
            run.Send();
            run.AcceptLast();
        }

        Assert.Equal(9, run.Flow.Rate, 0.001);
    }

    [Fact]
    public void A_moment_is_enough_for_a_host_that_was_asked_a_little_too_often()
    {
        FlowRun run = Spaced(out _);
        run.Send();

        long pause = run.Refuse(run.Sent);

        Assert.InRange(pause, 1, FlowRun.Backoff / 2);
        Assert.Equal((long)(3 / run.Flow.Rate * 1_000), pause);
    }

    [Fact]
    public void A_host_that_refuses_nothing_any_more_is_not_held_back_for_ever()
    {
        FlowRun run = FlowRun.OfQuota(20);
        long begin = run.Now;
        for (int answers = 0; (run.Flow.Rate > 0 || run.Flow.Window != int.MaxValue) && answers < 50_000; answers++)
        {
            run.SendPaced();
        }

        Assert.Equal((int.MaxValue, 0), (run.Flow.Window, run.Flow.Rate));
        Assert.InRange(run.Now - begin, 1_000, 120_000);
    }

    [Fact]
    public void A_host_that_is_back_is_sent_two_at_once_at_first()
    {
        var run = new FlowRun();
        run.Send(3);
        run.Flow.Restart(run.Sent);
        Assert.Equal(2, run.Flow.Window);

        run.Send(2);
        run.Accept(4);
        run.Accept(5);

        Assert.Equal(4, run.Flow.Window);
    }

    [Fact]
    public void Whatever_a_host_does_there_is_a_place_for_a_request_and_no_pause_without_end()
    {
        Gen<int[]> steps = from count in Gen.Choose(1, 200) from items in Gen.Choose(0, 9_999).ArrayOf(count) select items;
        PropertyCheck.ForAll(2_000, Arb.From(steps, Generate.Smaller), Play);
    }

    [Fact]
    public void What_asks_in_vain_whether_a_pause_is_over_does_not_put_off_what_follows()
    {
        FlowRun run = FlowRun.OfQuota(1);
        for (int probe = 0; probe < 20; probe++)
        {
            run.Send();
            run.Now += run.Refuse(run.Sent, asked: 1_000);
        }

        run.Send();
        run.AcceptLast();

        Assert.False(run.Flow.CanSend(run.Now, out long at));
        Assert.Equal(1_000 / run.Flow.Rate, at - run.Now, 1.0);
    }

    [Fact]
    public void Refusals_that_have_nothing_to_do_with_the_rate_do_not_bring_it_to_a_standstill()
    {
        var run = new FlowRun();
        for (int answers = 0; answers < 200; answers++)
        {
            run.SendPaced();
            run.Send();
            run.Now += 100 + run.Refuse(run.Sent, asked: 1_000);
        }

        long begin = run.Now;
        run.SendPaced();
        Assert.InRange(run.Now - begin, 0, 60_001);
    }

    private static void Play(int[] steps)
    {
        var run = new FlowRun();
        var onTheWire = new List<long>();
        foreach (int step in steps)
        {
            run.Now += step / 10 % 100;
            run.InLastSecond = step % 30;
            while (onTheWire.Count < Math.Min(run.Flow.Window, 1 + (step % 13)) && run.Flow.CanSend(run.Now, out _))
            {
                onTheWire.Add(run.Send());
            }

            if (onTheWire.Count == 0)
            {
                Assert.False(run.Flow.CanSend(run.Now, out long at));
                Assert.InRange(at - run.Now, 1, 60_001);
                run.Now = at;
                continue;
            }

            long serial = onTheWire[step % onTheWire.Count];
            onTheWire.Remove(serial);
            switch (step % 5)
            {
                case 0:
                    long asked = step % 2 == 0 ? 0 : step;
                    long pause = run.Refuse(serial, onTheWire.Count, asked);
                    Assert.InRange(pause, 0, asked > 0 ? asked : 60_000);
                    run.Now += pause;
                    break;
                case 1:
                    run.Flow.OnOther(serial);
                    break;
                default:
                    run.Accept(serial, onTheWire.Count + 1 >= run.Flow.Window);
                    break;
            }

            Assert.InRange(run.Flow.Window, 1, int.MaxValue);
            Assert.InRange(run.Flow.Rate, 0, 20_000);
        }
    }

    // A host that took 20 at once and then 5 a second for six seconds.
    private static FlowRun Spaced(out double rate)
    {
        FlowRun run = FlowRun.OfQuota(20);
        run.Send(18);
        for (int i = 0; i < 30; i++)
        {
            run.Now += 200;
            run.Send();
            run.AcceptLast();
        }

        run.InLastSecond = 5;
        rate = run.Flow.Rate;
        return run;
    }

    private static int AnswersUntil(FlowRun run, double rate)
    {
        int answers = 0;
        for (; run.Flow.Rate < rate - 0.0001; answers++)
        {
            Assert.True(answers < 1_000, "The rate does not rise.");
            run.SendPaced();
        }

        return answers;
    }
}
