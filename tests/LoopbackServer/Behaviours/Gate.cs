namespace LoopbackServer.Behaviours;

/// <summary>
/// Holds requests until somebody releases them. Releases that find nobody waiting are kept for those who come later, so
/// that a test need not know who is first.
/// </summary>
internal sealed class Gate
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _watchers = [];
    private int _permits;
    private int _peak;
    private bool _open;

    public (int Waiting, int Peak, bool Open) State
    {
        get
        {
            lock (_lock)
            {
                return (_waiting.Count, _peak, _open);
            }
        }
    }

    public async Task PassAsync(CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource> node;
        lock (_lock)
        {
            if (_open || _permits > 0)
            {
                _permits -= _open ? 0 : 1;
                return;
            }

            node = _waiting.AddLast(NewSource());
            _peak = Math.Max(_peak, _waiting.Count);
            foreach (var (_, reached) in _watchers.Where(watcher => watcher.Count <= _waiting.Count))
            {
                reached.TrySetResult();
            }
        }

        try
        {
            await node.Value.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Leave(node);
            throw;
        }
    }

    /// <summary>Lets <paramref name="count"/> requests pass, or all from now on when it is null.</summary>
    public void Release(int? count)
    {
        lock (_lock)
        {
            _open = count is null;
            _permits += count ?? 0;
            LetPass();
        }
    }

    public void Close()
    {
        lock (_lock)
        {
            _open = false;
            _permits = 0;
        }
    }

    /// <summary>False when fewer than <paramref name="waiting"/> requests are held at the end of the time.</summary>
    public async Task<bool> WaitForAsync(int waiting, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var watcher = (waiting, NewSource());
        lock (_lock)
        {
            if (_waiting.Count >= waiting)
            {
                return true;
            }

            _watchers.Add(watcher);
        }

        try
        {
            await watcher.Item2.Task.WaitAsync(timeout, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            lock (_lock)
            {
                _watchers.Remove(watcher);
            }
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Leave(LinkedListNode<TaskCompletionSource> node)
    {
        lock (_lock)
        {
            if (node.List is not null)
            {
                _waiting.Remove(node);
            }
            else if (!_open)
            {
                // Released and cancelled at the same time: the release was meant for somebody who can use it.
                _permits++;
                LetPass();
            }
        }
    }

    private void LetPass()
    {
        while (_waiting.First is { } first && (_open || _permits > 0))
        {
            _permits -= _open ? 0 : 1;
            _waiting.RemoveFirst();
            first.Value.SetResult();
        }
    }
}
