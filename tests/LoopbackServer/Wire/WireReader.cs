using System.Net.Sockets;
using System.Text;
using LoopbackServer.Raw;

namespace LoopbackServer.Wire;

/// <summary>Reads HTTP/1 from a socket. What a method returns is valid until the next one is called.</summary>
internal sealed class WireReader(Socket socket)
{
    private const int LongestHead = 4 << 20;

    private byte[] _buffer = new byte[8192];
    private int _start;
    private int _end;
    private Task<bool>? _more;

    private ReadOnlyMemory<byte> Buffered => _buffer.AsMemory(_start, _end - _start);

    /// <summary>The next head, or null at the end of the connection.</summary>
    public async Task<MessageHead?> ReadHeadAsync()
    {
        int end;
        while ((end = Buffered.Span.IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (Buffered.Length > LongestHead || !await FillAsync())
            {
                return null;
            }
        }

        return MessageHead.Parse(Encoding.Latin1.GetString(Take(end + 4).Span[..end]));
    }

    /// <summary>A line with its end; empty when the connection ends before the line does.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadLineAsync()
    {
        int end;
        while ((end = Buffered.Span.IndexOf((byte)'\n')) < 0)
        {
            if (Buffered.Length > LongestHead || !await FillAsync())
            {
                return default;
            }
        }

        return Take(end + 1);
    }

    /// <summary>What is there, or what comes next; empty at the end of the connection.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadSomeAsync(long atMost)
    {
        if (Buffered.IsEmpty && !await FillAsync())
        {
            return default;
        }

        return Take((int)Math.Min(atMost, Buffered.Length));
    }

    /// <summary>Exactly so many bytes; empty when the connection ends before.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadExactlyAsync(int count)
    {
        while (Buffered.Length < count)
        {
            if (!await FillAsync())
            {
                return default;
            }
        }

        return Take(count);
    }

    /// <summary>
    /// Completes when more has arrived (true) or the other side has ended (false): how to notice, while answering, that
    /// nobody waits for the answer. What arrives stays for the next read.
    /// </summary>
    public Task<bool> MoreAsync() => Buffered.IsEmpty ? _more ??= ReceiveAsync() : Task.FromResult(true);

    private ReadOnlyMemory<byte> Take(int count)
    {
        var taken = _buffer.AsMemory(_start, count);
        _start += count;
        return taken;
    }

    private Task<bool> FillAsync()
    {
        var more = _more ?? ReceiveAsync();
        _more = null;
        return more;
    }

    private async Task<bool> ReceiveAsync()
    {
        MakeRoom();
        var read = await socket.ReceiveOrEndAsync(_buffer.AsMemory(_end));
        _end += read;
        return read > 0;
    }

    private void MakeRoom()
    {
        if (_end < _buffer.Length)
        {
            return;
        }

        var kept = Buffered;
        var room = kept.Length > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        kept.CopyTo(room);
        (_buffer, _start, _end) = (room, 0, kept.Length);
    }
}
