using ParallelFetch.Http;

namespace ParallelFetch.Scheduling;

/// <summary>The slots of a session: those that wait for their next fetch, and the watch over the deadlines of the others.</summary>
/// <remarks>Guarded by the scheduler's lock, but for <see cref="Watch"/> and <see cref="Replace"/>.</remarks>
internal sealed class SlotPool(TimeProvider time) : IDisposable
{
    private readonly Stack<FetchSlot> _idle = new();
    private readonly DeadlineMonitor _deadlines = new(time);

    public void Dispose() => _deadlines.Dispose();

    /// <summary>Takes a slot.</summary>
    internal FetchSlot Rent() => _idle.Count > 0 ? _idle.Pop() : new FetchSlot(time);

    /// <summary>Gives a slot back.</summary>
    internal void Return(FetchSlot slot)
    {
        slot.Clear();
        _deadlines.Forget(slot);
        _idle.Push(slot);
    }

    /// <summary>Has the deadlines of a slot watched until it is returned.</summary>
    internal void Watch(FetchSlot slot) => _deadlines.Watch(slot);

    /// <summary>Gives up a slot of which nobody knows what state it is in.</summary>
    /// <returns>Another one.</returns>
    internal FetchSlot Replace(FetchSlot slot)
    {
        _deadlines.Forget(slot);
        slot.Abandon();
        return new FetchSlot(time);
    }
}
