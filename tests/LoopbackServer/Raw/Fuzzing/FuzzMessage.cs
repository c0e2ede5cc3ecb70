using System.Globalization;
using System.Text;

namespace LoopbackServer.Raw.Fuzzing;

/// <summary>A response in the making: what is put in may be anything, its length is announced correctly.</summary>
internal sealed class FuzzMessage
{
    private readonly List<byte> _head = [];

    public FuzzMessage(string statusLine = "HTTP/1.1 200 OK") => Line(Encoding.Latin1.GetBytes(statusLine));

    public FuzzMessage Line(ReadOnlySpan<byte> line)
    {
        _head.AddRange(line);
        _head.AddRange("\r\n"u8);
        return this;
    }

    public FuzzMessage Header(string name, ReadOnlySpan<byte> value) => Line([.. Encoding.Latin1.GetBytes(name + ": "), .. value]);

    public FuzzMessage Header(string name, string value) => Header(name, Encoding.UTF8.GetBytes(value));

    public byte[] With(ReadOnlySpan<byte> body)
    {
        Header("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture)).Header("Connection", "close");
        return [.. _head, .. "\r\n"u8, .. body];
    }
}
