using ParallelFetch.FlowControl;

namespace ParallelFetch.Engine.Tests.FlowControl;

public sealed class SuspectedRefusalsTests
{
    [Fact]
    public void One_in_a_while_is_a_broken_page_and_many_in_a_row_are_refusals()
    {
        var suspicion = new SuspectedRefusals();

        bool[] told = [.. Enumerable.Range(0, 8).Select(_ => suspicion.OnRefused(isRepeated: false, isFirst: true, isProbe: false))];

        Assert.Equal([false, false, false, false, false, true, true, true], told);
    }

    [Fact]
    public void A_share_of_a_quarter_does_not_tell_however_long_it_lasts()
    {
        var suspicion = new SuspectedRefusals();
        for (int i = 0; i < 1_000; i++)
        {
            Assert.False(suspicion.OnRefused(isRepeated: false, isFirst: true, isProbe: false));
            suspicion.OnAccepted(hadBeenRefused: false);
            suspicion.OnAccepted(hadBeenRefused: false);
            suspicion.OnAccepted(hadBeenRefused: false);
        }
    }

    [Fact]
    public void One_more_than_the_host_is_known_to_serve_is_refused_for_that()
    {
        var suspicion = new SuspectedRefusals();

        Assert.True(suspicion.OnRefused(isRepeated: false, isFirst: true, isProbe: true));
        Assert.False(suspicion.OnRefused(isRepeated: false, isFirst: true, isProbe: false));
    }

    [Fact]
    public void What_is_known_of_a_host_is_not_forgotten_in_good_times()
    {
        SuspectedRefusals suspicion = Telling();
        for (int i = 0; i < 1_000; i++)
        {
            suspicion.OnAccepted(hadBeenRefused: false);
        }

        Assert.True(suspicion.OnRefused(isRepeated: false, isFirst: true, isProbe: false));
    }

    [Fact]
    public void The_same_urls_again_and_again_while_others_come_through_are_broken_pages()
    {
        SuspectedRefusals suspicion = Telling();

        bool[] told = [.. Enumerable.Range(0, 5).Select(_ => suspicion.OnRefused(isRepeated: true, isFirst: true, isProbe: false))];

        Assert.Equal([true, true, true, false, false], told);
        Assert.False(suspicion.OnRefused(isRepeated: false, isFirst: true, isProbe: true));
    }

    [Fact]
    public void A_url_that_comes_through_after_all_speaks_for_refusals_again()
    {
        SuspectedRefusals suspicion = Telling();
        for (int i = 0; i < 4; i++)
        {
            suspicion.OnRefused(isRepeated: true, isFirst: true, isProbe: false);
        }

        suspicion.OnAccepted(hadBeenRefused: false);
        Assert.False(suspicion.OnRefused(isRepeated: false, isFirst: true, isProbe: false));
        suspicion.OnAccepted(hadBeenRefused: true);

        Assert.True(suspicion.OnRefused(isRepeated: false, isFirst: true, isProbe: false));
    }

    private static SuspectedRefusals Telling()
    {
        var suspicion = new SuspectedRefusals();
        while (!suspicion.OnRefused(isRepeated: false, isFirst: true, isProbe: false))
        {
        }

        return suspicion;
    }
}
