using System.Collections.Concurrent;
using LoopbackServer.Behaviours.Quotas;

namespace LoopbackServer.Behaviours;

/// <summary>What outlives a request, by name.</summary>
internal sealed class ServerState
{
    private readonly ConcurrentDictionary<string, Gate> _gates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CapacityModel> _capacities = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Quota> _quotas = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StrongBox> _sequences = new(StringComparer.Ordinal);

    public NonceStore Nonces { get; } = new();

    public Gate Gate(string name) => _gates.GetOrAdd(name, static _ => new Gate());

    public CapacityModel Capacity(string id) => _capacities.GetOrAdd(id, static _ => new CapacityModel());

    public Quota Quota(string id) => _quotas.GetOrAdd(id, static _ => new Quota());

    /// <summary>1 for the first call with this id, then 2, 3, …</summary>
    public int NextOf(string id) => Interlocked.Increment(ref _sequences.GetOrAdd(id, static _ => new StrongBox()).Value);

    /// <summary>How often <see cref="NextOf"/> was called with this id.</summary>
    public int CountOf(string id) => _sequences.TryGetValue(id, out var box) ? Volatile.Read(ref box.Value) : 0;

    public void ResetSequences() => _sequences.Clear();

    private sealed class StrongBox
    {
        public int Value;
    }
}
