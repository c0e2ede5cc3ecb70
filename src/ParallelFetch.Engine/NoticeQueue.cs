using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ParallelFetch;

/// <summary>
/// Notices on their way to the user. A server in trouble must not fill the memory with news of it: beyond a bound they
/// are left out, and how many were is told.
/// </summary>
internal sealed class NoticeQueue
{
    /// <summary>How many are kept.</summary>
    internal const int Capacity = 1_000;

    private readonly ConcurrentQueue<FetchNotice> _notices = new();
    private int _count;
    private int _traces;
    private long _leftOut;

    /// <summary>Whether there are so many trace notices that whoever makes them should wait.</summary>
    internal bool IsFull => Volatile.Read(ref _traces) >= Capacity;

    /// <summary>Adds a notice.</summary>
    /// <param name="notice">What.</param>
    /// <param name="keepTrace">Whether trace notices are kept in any case, because whoever makes them waits.</param>
    internal void Add(FetchNotice notice, bool keepTrace = false)
    {
        if (Volatile.Read(ref _count) >= Capacity && !(keepTrace && notice.IsTrace))
        {
            Interlocked.Increment(ref _leftOut);
            return;
        }

        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _traces, notice.IsTrace ? 1 : 0);
        _notices.Enqueue(notice);
    }

    internal bool TryTake([NotNullWhen(true)] out FetchNotice? notice)
    {
        if (_notices.TryDequeue(out notice))
        {
            Interlocked.Decrement(ref _count);
            Interlocked.Add(ref _traces, notice.IsTrace ? -1 : 0);
            return true;
        }

        if (Volatile.Read(ref _leftOut) > 0 && Interlocked.Exchange(ref _leftOut, 0) is > 0 and long leftOut)
        {
            notice = FetchNotice.LeftOut(leftOut);
            return true;
        }

        return false;
    }
}
