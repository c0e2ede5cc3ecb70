namespace LoopbackServer.Counting;

/// <summary>Four numbers and two times; whoever owns them holds the lock.</summary>
internal sealed class RequestCounter
{
    public long Requests { get; private set; }

    public long Concurrent { get; private set; }

    public long Peak { get; private set; }

    public long Aborted { get; private set; }

    /// <summary>When the first request came since the last reset.</summary>
    public DateTimeOffset? FirstAt { get; private set; }

    /// <summary>When the last one was answered.</summary>
    public DateTimeOffset? LastAt { get; private set; }

    public bool IsZero => Requests == 0 && Concurrent == 0 && Aborted == 0;

    public void Enter()
    {
        Requests++;
        Concurrent++;
        Peak = Math.Max(Peak, Concurrent);
        FirstAt ??= DateTimeOffset.UtcNow;
    }

    public void Leave()
    {
        Concurrent--;
        LastAt = DateTimeOffset.UtcNow;
    }

    public void Abort() => Aborted++;

    /// <summary>What is running keeps running: the peak restarts from there.</summary>
    public void Reset()
    {
        Requests = 0;
        Aborted = 0;
        Peak = Concurrent;
        FirstAt = null;
        LastAt = null;
    }
}
