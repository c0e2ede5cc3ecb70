using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace ParallelFetch;

/// <summary>
/// Hands items from the engine's threads to one blocking consumer. Waking a thread costs more than handing over an
/// item, so when items come in bursts the consumer is woken for a number of them, or after a moment, and not for each.
/// </summary>
internal sealed class OutcomeChannel<T>
{
    /// <summary>How long items may be held for more of them to come.</summary>
    internal static readonly TimeSpan BatchingDelay = TimeSpan.FromMilliseconds(2);

    // What Monitor.Wait takes at the most; stands for an infinite time, too.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);

    private const int NobodyWaits = int.MaxValue;

    private readonly ConcurrentQueue<T> _items = new();
    private readonly object _gate = new();
    private int _count;
    private int _wakeAt = NobodyWaits;

    /// <summary>Adds an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="isLast">Whether no more are about to come, so that there is nothing to wait for.</param>
    internal void Add(T item, bool isLast)
    {
        _items.Enqueue(item);
        int count = Interlocked.Increment(ref _count);
        int wakeAt = Volatile.Read(ref _wakeAt);
        if (count >= wakeAt || (isLast && wakeAt != NobodyWaits))
        {
            Wake();
        }
    }

    internal bool TryTake([MaybeNullWhen(false)] out T item)
    {
        if (!_items.TryDequeue(out item))
        {
            return false;
        }

        Interlocked.Decrement(ref _count);
        return true;
    }

    /// <summary>Blocks until there are items.</summary>
    /// <param name="batchSize">As many as should be there before the consumer is woken within a moment; at least 1.</param>
    /// <param name="timeout">How long at the most; <see cref="Timeout.InfiniteTimeSpan"/> for any time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when there are none: the time ran out, or the wait ended early, which it may do at any time.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    internal bool Wait(int batchSize, TimeSpan timeout, CancellationToken cancellationToken)
    {
        timeout = timeout < TimeSpan.Zero || timeout > Longest ? Longest : timeout;
        long start = Stopwatch.GetTimestamp();
        using CancellationTokenRegistration registration =
            cancellationToken.UnsafeRegister(static channel => ((OutcomeChannel<T>)channel!).Wake(), this);
        bool any = (batchSize > 1 && WaitFor(batchSize, timeout < BatchingDelay ? timeout : BatchingDelay, cancellationToken))
            || WaitFor(1, timeout - Stopwatch.GetElapsedTime(start), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return any;
    }

    private bool WaitFor(int count, TimeSpan timeout, CancellationToken cancellationToken)
    {
        // A full fence between announcing the wait and looking, as between adding and looking in Add: one sees the other.
        Interlocked.Exchange(ref _wakeAt, count);
        if (Volatile.Read(ref _count) < count && !cancellationToken.IsCancellationRequested && timeout > TimeSpan.Zero)
        {
            lock (_gate)
            {
                if (_wakeAt != NobodyWaits)
                {
                    Monitor.Wait(_gate, timeout);
                }
            }
        }

        Volatile.Write(ref _wakeAt, NobodyWaits);
        return Volatile.Read(ref _count) > 0;
    }

    /// <summary>Ends a wait early.</summary>
    internal void Wake()
    {
        lock (_gate)
        {
            _wakeAt = NobodyWaits;
            Monitor.Pulse(_gate);
        }
    }
}
