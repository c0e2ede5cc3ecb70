namespace ParallelFetch.FlowControl;

/// <summary>How many requests may be on the wire to a host that has refused some. Guarded by the scheduler's lock.</summary>
internal sealed class RequestWindow
{
    /// <summary>Answers it takes to serve one more at once than the host has been seen to serve.</summary>
    private const int ProbePrice = 50;

    /// <summary>A window this large is none.</summary>
    private const int Largest = 2_048;

    private int _trouble = int.MaxValue;
    private int _earned;

    /// <summary>How many; <see cref="int.MaxValue"/> for any number.</summary>
    internal int Size { get; private set; } = int.MaxValue;

    /// <summary>Nothing is known about how many the host serves at once; more follow as answers come.</summary>
    internal void Restart(int size)
    {
        Size = size;
        _trouble = int.MaxValue;
        _earned = 0;
    }

    /// <summary>No more than these for now.</summary>
    internal void Shrink(int size) => Size = Math.Min(Size, Math.Max(1, size));

    /// <summary>So many are served at once, and one more is not.</summary>
    internal void Settle(int served)
    {
        Size = Math.Max(1, served);
        _trouble = Size + 1;
        _earned = 0;
    }

    /// <summary>An answer came while as many were on the wire as may be.</summary>
    /// <returns>Whether it has grown.</returns>
    internal bool Grow()
    {
        if (Size == int.MaxValue)
        {
            return false;
        }

        if (Size < _trouble - 1 || Size > _trouble)
        {
            Size++;
        }
        else if (++_earned >= ProbePrice)
        {
            _earned = 0;
            Size++;
        }
        else
        {
            return false;
        }

        Size = Size > Largest ? int.MaxValue : Size;
        return true;
    }
}
