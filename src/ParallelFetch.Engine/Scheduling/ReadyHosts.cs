namespace ParallelFetch.Scheduling;

/// <summary>
/// The host queues of one owner that may start something: of these the one whose host has the fewest requests on the wire
/// goes next, so that a slow host does not take the places of a quick one; among equals they take turns. Each change
/// takes the same short time however many there are. Guarded by the scheduler's lock.
/// </summary>
internal sealed class ReadyHosts
{
    // Who has more than that on the wire is as far from the next turn as anyone.
    private const int LastLevel = 255;

    private readonly List<(HostQueue? First, HostQueue? Last)> _levels = [];
    private int _lowest;

    internal int Count { get; private set; }

    /// <summary>The one that goes next; null when there is none.</summary>
    internal HostQueue? First
    {
        get
        {
            if (Count == 0)
            {
                return null;
            }

            while (_levels[_lowest].First is null)
            {
                _lowest++;
            }

            return _levels[_lowest].First;
        }
    }

    internal void Add(HostQueue hostQueue)
    {
        if (Count == 1)
        {
            HostQueue alone = First!;
            Unlink(alone);
            Link(alone);
        }

        hostQueue.IsReady = true;
        hostQueue.Host.Ready.Add(hostQueue);
        Count++;
        Link(hostQueue);
    }

    internal void Remove(HostQueue hostQueue)
    {
        hostQueue.IsReady = false;
        hostQueue.Host.Ready.Remove(hostQueue);
        Count--;
        Unlink(hostQueue);
    }

    /// <summary>Its host has more or fewer requests on the wire than before.</summary>
    internal void Move(HostQueue hostQueue)
    {
        // Alone, it goes next in any case: the commonest case by far.
        if (Count > 1)
        {
            Unlink(hostQueue);
            Link(hostQueue);
        }
    }

    internal void Clear()
    {
        foreach ((HostQueue? first, _) in _levels)
        {
            for (HostQueue? hostQueue = first; hostQueue is not null; hostQueue = hostQueue.Next)
            {
                hostQueue.IsReady = false;
                hostQueue.Host.Ready.Remove(hostQueue);
            }
        }

        _levels.Clear();
        _lowest = 0;
        Count = 0;
    }

    private static int LevelOf(HostQueue hostQueue) => Math.Min(hostQueue.Host.InFlight, LastLevel);

    private void Link(HostQueue hostQueue)
    {
        int level = LevelOf(hostQueue);
        while (_levels.Count <= level)
        {
            _levels.Add(default);
        }

        (HostQueue? first, HostQueue? last) = _levels[level];
        hostQueue.Level = level;
        hostQueue.Next = null;
        hostQueue.Previous = last;
        if (last is not null)
        {
            last.Next = hostQueue;
        }

        _levels[level] = (first ?? hostQueue, hostQueue);
        _lowest = Math.Min(_lowest, level);
    }

    private void Unlink(HostQueue hostQueue)
    {
        (HostQueue? first, HostQueue? last) = _levels[hostQueue.Level];
        if (hostQueue.Previous is not null)
        {
            hostQueue.Previous.Next = hostQueue.Next;
        }

        if (hostQueue.Next is not null)
        {
            hostQueue.Next.Previous = hostQueue.Previous;
        }

        _levels[hostQueue.Level] = (first == hostQueue ? hostQueue.Next : first, last == hostQueue ? hostQueue.Previous : last);
        hostQueue.Next = null;
        hostQueue.Previous = null;
    }
}
