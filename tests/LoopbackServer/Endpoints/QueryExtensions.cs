using System.Globalization;

namespace LoopbackServer.Endpoints;

/// <summary>Typed parameters; a value that does not parse is the client's mistake (400).</summary>
internal static class QueryExtensions
{
    public static string Text(this IQueryCollection query, string name, string otherwise) =>
        query.TryGetValue(name, out var value) ? value.ToString() : otherwise;

    public static int Int(this IQueryCollection query, string name, int otherwise) => query.OptionalInt(name) ?? otherwise;

    public static int? OptionalInt(this IQueryCollection query, string name) =>
        query.TryGetValue(name, out var value) ? int.Parse(value.ToString(), CultureInfo.InvariantCulture) : null;

    public static long Long(this IQueryCollection query, string name, long otherwise) =>
        query.TryGetValue(name, out var value) ? long.Parse(value.ToString(), CultureInfo.InvariantCulture) : otherwise;

    public static bool Flag(this IQueryCollection query, string name) =>
        query.TryGetValue(name, out var value) && value != "0" && value != "false";
}
