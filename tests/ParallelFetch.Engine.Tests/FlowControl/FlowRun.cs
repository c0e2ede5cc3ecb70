using ParallelFetch.FlowControl;

namespace ParallelFetch.Engine.Tests.FlowControl;

/// <summary>A <see cref="HostFlow"/> and what a host does with it, in milliseconds.</summary>
internal sealed class FlowRun
{
    /// <summary>How long the host is left alone at first when it does not say.</summary>
    public const long Backoff = 1_000;

    private long _accepted;

    public HostFlow Flow { get; } = new(1_000);

    public long Now { get; set; } = 1;

    /// <summary>How many requests were sent.</summary>
    public long Sent { get; private set; }

    /// <summary>What the host has let through in the last second.</summary>
    public double InLastSecond { get; set; }

    /// <summary>Sends so many.</summary>
    /// <returns>The number of the first.</returns>
    public long Send(int count = 1)
    {
        long first = Sent + 1;
        for (int i = 0; i < count; i++)
        {
            Sent++;
            Flow.OnSent(Now);
        }

        return first;
    }

    public bool Accept(long serial, bool wasFull = true)
    {
        _accepted++;
        return Flow.OnAccepted(serial, Now, wasFull);
    }

    /// <summary>Answers the last one that was sent.</summary>
    public bool AcceptLast(bool wasFull = true) => Accept(Sent, wasFull);

    public long Refuse(long serial, int stillOnTheWire = 0, long asked = 0) => Flow.OnRefused(new Refusal
    {
        Now = Now,
        Serial = serial,
        LastSerial = Sent,
        StillOnTheWire = stillOnTheWire,
        Asked = asked,
        Backoff = Backoff,
        AcceptedBefore = _accepted,
        AcceptedInLastSecond = InLastSecond,
        FirstSentAt = 1,
    });

    /// <summary>Sends one, when its time has come, and has it answered.</summary>
    public void SendPaced()
    {
        if (!Flow.CanSend(Now, out long at))
        {
            Now = at;
            Assert.True(Flow.CanSend(Now, out _));
        }

        Send();
        AcceptLast();
    }

    /// <summary>A host that took so many within a second, refused one more, and asked for a second: at the end of that.</summary>
    public static FlowRun OfQuota(int quota)
    {
        var run = new FlowRun();
        run.Send(quota + 1);
        run.Now += 1_000;
        for (int serial = 1; serial <= quota; serial++)
        {
            run.Accept(serial);
        }

        run.InLastSecond = quota;
        Assert.Equal(1_000, run.Refuse(quota + 1, asked: 1_000));
        run.Now += 1_000;
        return run;
    }
}
