namespace ParallelFetch.Jobs;

/// <summary>
/// The requests of a job on their way into its batch. The pipeline adds them and never waits; those that the batch has
/// no room for stay here, as requests only. One thread adds, and another one feeds.
/// </summary>
internal sealed class JobInput
{
    private readonly object _gate = new();
    private readonly Queue<(FetchRequest Request, ExecutionContext? Context)> _queue = new();
    private readonly FetchBatch _batch;
    private bool _closed;
    private bool _discarding;
    private long _count;

    internal JobInput(FetchBatch batch) => _batch = batch;

    /// <summary>How many requests there have been.</summary>
    internal long Count => Interlocked.Read(ref _count);

    /// <summary>How many there are in all; null while more may come.</summary>
    internal long? Total
    {
        get
        {
            lock (_gate)
            {
                return _closed ? _count : null;
            }
        }
    }

    internal void Add(FetchRequest request)
    {
        lock (_gate)
        {
            Interlocked.Increment(ref _count);
            if (_discarding)
            {
                return;
            }

            if (_queue.Count == 0 && !_batch.IsFull)
            {
                _batch.Add(request);
            }
            else
            {
                _queue.Enqueue((request, ExecutionContext.Capture()));
            }
        }
    }

    /// <summary>Gives the batch as many of the waiting requests as it has room for.</summary>
    /// <returns>Whether the batch has got all that it will ever get.</returns>
    internal bool Feed()
    {
        lock (_gate)
        {
            while (_queue.Count > 0 && !_batch.IsFull)
            {
                // It is fetched in the context of who gave it, as those are that did not have to wait here.
                (FetchRequest request, ExecutionContext? context) = _queue.Dequeue();
                if (context is null)
                {
                    _batch.Add(request);
                }
                else
                {
                    ExecutionContext.Run(context, _ => _batch.Add(request), null);
                }
            }

            return _queue.Count == 0 && (_closed || _discarding);
        }
    }

    /// <summary>No more requests will be added.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }

        _batch.Wake();
    }

    /// <summary>Drops what waits and all that will yet be added.</summary>
    internal void Discard()
    {
        lock (_gate)
        {
            _discarding = true;
            _queue.Clear();
        }
    }

    internal void WaitUntilClosed()
    {
        lock (_gate)
        {
            while (!_closed)
            {
                Monitor.Wait(_gate);
            }
        }
    }
}
