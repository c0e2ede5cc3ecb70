namespace LoopbackServer.Behaviours;

/// <summary>
/// A service with limited capacity: some requests are served at once, others queue, and beyond a mark they are turned away.
/// What a throttle has to find out, it finds out here.
/// </summary>
internal sealed class CapacityModel
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _queue = new();
    private CapacitySettings? _settings;
    private int _inService;
    private int _peakInService;
    private int _peakPresent;
    private long _served;
    private long _rejected;

    /// <summary>The first request's settings count; later ones are overridden by what control says.</summary>
    public void Initialise(CapacitySettings settings)
    {
        lock (_lock)
        {
            _settings ??= settings;
        }
    }

    public CapacityState Change(Func<CapacitySettings, CapacitySettings> change)
    {
        lock (_lock)
        {
            _settings = change(_settings ?? CapacitySettings.Default);
            ServeNext();
        }

        return State;
    }

    public CapacityState State
    {
        get
        {
            lock (_lock)
            {
                return new CapacityState(
                    _settings ?? CapacitySettings.Default, _inService, _queue.Count, _peakInService, _peakPresent, _served, _rejected);
            }
        }
    }

    /// <summary>False: too many are here already.</summary>
    public async Task<bool> ServeAsync(CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        LinkedListNode<TaskCompletionSource> node;
        TimeSpan latency;
        lock (_lock)
        {
            var settings = _settings ?? CapacitySettings.Default;
            if (_inService + _queue.Count >= settings.Mark)
            {
                _rejected++;
                return false;
            }

            latency = TimeSpan.FromMilliseconds(settings.LatencyMs);
            node = _queue.AddLast(turn);
            ServeNext();
            _peakPresent = Math.Max(_peakPresent, _inService + _queue.Count);
        }

        var served = 0;
        try
        {
            await turn.Task.WaitAsync(cancellationToken);
            await Task.Delay(latency, cancellationToken);
            served = 1;
            return true;
        }
        finally
        {
            Leave(node, served);
        }
    }

    private void Leave(LinkedListNode<TaskCompletionSource> node, int served)
    {
        lock (_lock)
        {
            if (node.List is not null)
            {
                _queue.Remove(node);
            }
            else
            {
                _inService--;
                _served += served;
                ServeNext();
            }
        }
    }

    private void ServeNext()
    {
        var concurrency = (_settings ?? CapacitySettings.Default).C;
        while (_inService < concurrency && _queue.First is { } first)
        {
            _queue.RemoveFirst();
            _inService++;
            _peakInService = Math.Max(_peakInService, _inService);
            first.Value.SetResult();
        }
    }
}
