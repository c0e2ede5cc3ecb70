using System.Collections.Concurrent;

namespace LoopbackServer.Relays;

/// <summary>The relays by name; asking for one makes it.</summary>
/// <param name="target">The port that they lead to; known only when the server has started.</param>
internal sealed class RelayRegistry(Func<int> target)
{
    private readonly ConcurrentDictionary<string, Lazy<Relay>> _relays = new(StringComparer.Ordinal);

    public Relay this[string name] => _relays.GetOrAdd(name, _ => new Lazy<Relay>(() => new Relay(target()))).Value;

    /// <summary>Lets one go away and, after a time, come back by itself.</summary>
    public void GoAway(string name, TimeSpan? time)
    {
        Relay relay = this[name];
        relay.GoAway();
        if (time is { } away)
        {
            _ = Task.Delay(away).ContinueWith(_ => relay.ComeBack(), TaskScheduler.Default);
        }
    }
}
