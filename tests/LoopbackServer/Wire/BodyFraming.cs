using System.Globalization;

namespace LoopbackServer.Wire;

internal enum BodyKind
{
    Length,
    Chunked,
    UntilClose,
}

/// <summary>How the end of a body is known.</summary>
internal readonly record struct BodyFraming(BodyKind Kind, long Length)
{
    public static BodyFraming None { get; } = new(BodyKind.Length, 0);

    public bool IsEmpty => this == None;

    public static BodyFraming OfRequest(MessageHead head) => Announced(head) ?? None;

    public static BodyFraming OfResponse(MessageHead head, string requestMethod, int status) =>
        requestMethod == "HEAD" || status is 204 or 304 ? None : Announced(head) ?? new BodyFraming(BodyKind.UntilClose, 0);

    private static BodyFraming? Announced(MessageHead head)
    {
        if (head.First("transfer-encoding") is not null)
        {
            return new BodyFraming(BodyKind.Chunked, 0);
        }

        return long.TryParse(head.First("content-length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? new BodyFraming(BodyKind.Length, length)
            : null;
    }
}
