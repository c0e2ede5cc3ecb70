using LoopbackServer.Recording;
using LoopbackServer.Wire;

namespace LoopbackServer.Raw;

/// <summary>What arrived on a raw connection before the answer.</summary>
/// <param name="Line">The request line.</param>
/// <param name="Head">The request line and the fields.</param>
/// <param name="Body">Its content, without chunks; empty when it has not been read.</param>
internal sealed record RawRequest(RequestLine Line, MessageHead Head, BodyCapture Body)
{
    public bool IsHead => Line.Method == "HEAD";

    public string Host => Head.First("host") ?? "";
}
