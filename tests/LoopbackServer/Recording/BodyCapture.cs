namespace LoopbackServer.Recording;

/// <summary>The start of a body, and how long it was.</summary>
internal sealed class BodyCapture(int longest)
{
    private readonly List<byte> _start = [];

    public long Length { get; private set; }

    public bool IsFull => Length >= longest;

    public bool IsWhole => Length == _start.Count;

    public byte[] Bytes => [.. _start];

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Length += bytes.Length;
        _start.AddRange(bytes[..Math.Min(bytes.Length, longest - _start.Count)]);
    }
}
