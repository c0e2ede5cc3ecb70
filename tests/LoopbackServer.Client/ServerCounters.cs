using System.Globalization;
using System.Text;

namespace LoopbackServer.Client;

/// <summary>What the server has counted, overall or in one scope.</summary>
/// <param name="Total">All requests together.</param>
/// <param name="Paths">Per path, without query and scope. The overall list leaves out the requests of scopes.</param>
public sealed record ServerCounters(TotalCounters Total, IReadOnlyDictionary<string, PathCounters> Paths)
{
    private static readonly PathCounters None = new(0, 0, 0, 0);

    /// <summary>The counters of one path; zeroes when nobody asked for it.</summary>
    public PathCounters this[string path] => Paths.TryGetValue(path, out var counters) ? counters : None;

    /// <summary>For the message of a failed assertion.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Total}");
        foreach (var (path, counters) in Paths)
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  {path}: {counters}");
        }

        return text.ToString();
    }
}
