using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace LoopbackServer.Raw;

/// <summary>Reads requests from a connection: enough of HTTP to know where one ends.</summary>
internal sealed class RawRequestReader(Socket socket)
{
    private const int LongestHead = 1 << 20;

    private byte[] _buffer = new byte[8192];
    private int _count;

    /// <summary>The request line's target, or null at the end of the connection.</summary>
    public async Task<string?> ReadTargetAsync()
    {
        int end;
        while ((end = _buffer.AsSpan(0, _count).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (_count > LongestHead || !await FillAsync())
            {
                return null;
            }
        }

        var lines = Encoding.Latin1.GetString(_buffer, 0, end).Split("\r\n");
        Take(end + 4);
        if (!await SkipBodyAsync(lines))
        {
            return null;
        }

        return lines[0].Split(' ') is [_, var target, ..] ? target : null;
    }

    private async Task<bool> SkipBodyAsync(string[] lines)
    {
        if (Header(lines, "transfer-encoding") is not null)
        {
            return await SkipChunksAsync();
        }

        _ = long.TryParse(Header(lines, "content-length"), CultureInfo.InvariantCulture, out var left);
        while (left > 0)
        {
            if (_count == 0 && !await FillAsync())
            {
                return false;
            }

            var taken = (int)Math.Min(left, _count);
            Take(taken);
            left -= taken;
        }

        return true;
    }

    /// <summary>Near enough: no test sends chunks that contain their own end.</summary>
    private async Task<bool> SkipChunksAsync()
    {
        int end;
        while ((end = _buffer.AsSpan(0, _count).IndexOf("0\r\n\r\n"u8)) < 0)
        {
            Take(Math.Max(0, _count - 4));
            if (!await FillAsync())
            {
                return false;
            }
        }

        Take(end + 5);
        return true;
    }

    private static string? Header(string[] lines, string name) => lines
        .Skip(1)
        .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..]
        .Trim();

    private void Take(int count)
    {
        _buffer.AsSpan(count, _count - count).CopyTo(_buffer);
        _count -= count;
    }

    private async Task<bool> FillAsync()
    {
        if (_count == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await socket.ReceiveAsync(_buffer.AsMemory(_count));
        _count += read;
        return read > 0;
    }
}
