using System.Globalization;

namespace ParallelFetch.Engine.Tests.Simulation.Servers;

/// <summary>What happened to a server in each second: for whoever wants to see why a run went as it did.</summary>
internal sealed class Timeline
{
    private readonly SortedDictionary<int, Second> _seconds = [];

    public void Sent(double now, int inFlight)
    {
        Second second = Of(now);
        second.Sent++;
        second.Peak = Math.Max(second.Peak, inFlight);
    }

    public void Refused(double now) => Of(now).Refused++;

    public void Ended(double now, bool answered)
    {
        Second second = Of(now);
        second.Answered += answered ? 1 : 0;
        second.Broken += answered ? 0 : 1;
    }

    /// <summary>One line for each second in which something happened.</summary>
    public IEnumerable<string> Lines() => _seconds.Select(static pair => string.Create(
        CultureInfo.InvariantCulture,
        $"{pair.Key,6} s: sent {pair.Value.Sent}, answered {pair.Value.Answered}, refused {pair.Value.Refused}, broken {pair.Value.Broken}, at once {pair.Value.Peak}"));

    private Second Of(double now)
    {
        if (!_seconds.TryGetValue((int)now, out Second? second))
        {
            _seconds.Add((int)now, second = new Second());
        }

        return second;
    }

    private sealed class Second
    {
        public int Sent { get; set; }

        public int Answered { get; set; }

        public int Refused { get; set; }

        public int Broken { get; set; }

        public int Peak { get; set; }
    }
}
