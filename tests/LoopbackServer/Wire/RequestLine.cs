namespace LoopbackServer.Wire;

internal sealed record RequestLine(string Method, string Target, string Version)
{
    /// <summary>Null when it is none.</summary>
    public static RequestLine? Parse(string line) => line.Split(' ') is [var method, var target, .. var rest]
        ? new RequestLine(method, target, rest is [var version, ..] ? version : "")
        : null;
}
