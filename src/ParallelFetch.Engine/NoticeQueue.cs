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
    private long _leftOut;

    /// <summary>Whether there are so many that whoever makes them should wait.</summary>
    internal bool IsCrowded => Volatile.Read(ref _count) >= Capacity;

    /// <summary>Adds a notice.</summary>
    /// <param name="notice">What.</param>
    /// <param name="always">Whether there are other bounds to how many of its kind there can be.</param>
    internal void Add(FetchNotice notice, bool always = false)
    {
        if (!always && IsCrowded)
        {
            Interlocked.Increment(ref _leftOut);
            return;
        }

        Interlocked.Increment(ref _count);
        _notices.Enqueue(notice);
    }

    internal bool TryTake([NotNullWhen(true)] out FetchNotice? notice)
    {
        if (_notices.TryDequeue(out notice))
        {
            Interlocked.Decrement(ref _count);
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
