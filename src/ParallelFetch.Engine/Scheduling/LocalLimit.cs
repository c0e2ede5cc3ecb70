namespace ParallelFetch.Scheduling;

/// <summary>
/// How many fetches this machine can carry at once, which nobody knows before it runs out of something: open files,
/// free ports, memory. Guarded by the scheduler's lock.
/// </summary>
internal sealed class LocalLimit
{
    /// <summary>How much of what has proved to be possible is used: whatever else the process does needs some, too.</summary>
    private const double Share = 0.75;

    /// <summary>Fetches it takes to try one more at once.</summary>
    private const int ProbePrice = 100;

    private long _eventSerial;
    private int _earned;
    private int _completed;
    private bool _isTooMany;

    /// <summary>How many fetches may be on the wire; <see cref="int.MaxValue"/> for any number.</summary>
    internal int Value { get; private set; } = int.MaxValue;

    /// <summary>A fetch has failed because of this machine.</summary>
    /// <param name="serial">Its number.</param>
    /// <param name="lastSerial">The number of the last that was sent.</param>
    /// <param name="others">How many others are on the wire.</param>
    /// <returns>Whether that is news, and not what others that were on the wire at the same time have told already.</returns>
    internal bool OnTrouble(long serial, long lastSerial, int others)
    {
        bool isNews = serial > _eventSerial;
        if (isNews)
        {
            // Where as many have just gone well, it is not their number, but the connections that are kept after them.
            // Those are closed now; if it goes on, it is the number.
            _isTooMany = _completed < Value;
            _eventSerial = lastSerial;
            _completed = 0;
        }

        _earned = 0;
        Value = _isTooMany ? Math.Min(Value, Math.Max(1, (int)(Share * others))) : Value;
        return isNews;
    }

    /// <summary>A fetch has ended otherwise.</summary>
    /// <param name="isFull">Whether as many as may be were on the wire.</param>
    /// <returns>Whether more may be on the wire than before.</returns>
    internal bool OnCompleted(bool isFull)
    {
        if (Value == int.MaxValue)
        {
            return false;
        }

        _completed++;
        if (!isFull || ++_earned < ProbePrice)
        {
            return false;
        }

        _earned = 0;
        Value++;
        return true;
    }
}
