using System.Globalization;
using System.Text;

namespace LoopbackServer.Raw.Files;

/// <summary>The heads of the answers of <see cref="FileResponses"/>.</summary>
internal static class FileHead
{
    /// <summary>A head without its empty line: the validators and what else is said of a file.</summary>
    public static StringBuilder Start(RawExchange exchange, ServedFile file, string status)
    {
        var query = exchange.Query;
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status}\r\n");
        Add(head, "Date", query.Text("date", DateTimeOffset.UtcNow.ToString("r", CultureInfo.InvariantCulture)));
        Add(head, "ETag", file.ETag);
        Add(head, "Last-Modified", file.LastModified);
        Add(head, "Accept-Ranges", "bytes");
        Add(head, "Content-Type", query.Text("type", "application/octet-stream"));
        Add(head, "Content-Disposition", query.Text("disposition", ""));
        Add(head, "Content-Encoding", file.IsEncoded ? "gzip" : "");
        return head;
    }

    public static StringBuilder Add(this StringBuilder head, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        return head;
    }

    /// <summary>The whole head as it is sent; the names of files go out as UTF-8.</summary>
    public static byte[] End(this StringBuilder head) => Encoding.UTF8.GetBytes(head.Append("\r\n").ToString());
}
