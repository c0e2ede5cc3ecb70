using System.Text;

namespace LoopbackServer.Raw.Fuzzing;

/// <summary>All that can say how a text is encoded: Content-Type, byte order mark, meta element, XML declaration.</summary>
internal static class CharsetFuzz
{
    private static readonly string[] Labels =
    [
        "utf-8", "UTF8", "utf-16", "utf-16le", "utf-16be", "utf-32", "iso-8859-1", "latin1", "windows-1252", "shift_jis", "koi8-r",
        "gb18030", "euc-jp", "iso-2022-jp", "utf-7", "us-ascii", "x-user-defined", "x-nonsense", "437", "65001", "\"utf-8\"", "'utf-8'",
        "\"utf-8", "", "utf-8, utf-16", "utf-8;charset=utf-16", "replacement", "hz-gb-2312", "x-mac-cyrillic", "unicodeFFFE", "*",
    ];

    private static readonly byte[][] Marks =
    [
        [], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF], [0xFF, 0xFE, 0, 0], [0, 0, 0xFE, 0xFF], [0xEF, 0xBB], [0xEF], [0xFF], [0xFE],
        [0x2B, 0x2F, 0x76, 0x38], [0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF], [0xFF, 0xFE, 0], [0, 0, 0xFE], [0, 0, 0xFE, 0xFF, 0xFF, 0xFE],
    ];

    private static readonly string[] Types =
    [
        "text/html", "text/plain", "application/xml", "text/xml", "application/xhtml+xml", "application/json",
        "application/octet-stream", "image/svg+xml", "text/", "/plain", "text", "*/*", "multipart/form-data; boundary=x",
        "text/plain; format=flowed",
    ];

    private static readonly string[] Starts =
    [
        "<meta charset=\"{0}\">", "<meta charset={0}>", "<META CHARSET='{0}' />", "<!-- <meta charset=\"{0}\"> -->",
        "<meta http-equiv=\"Content-Type\" content=\"text/html; charset={0}\">",
        "<meta content='text/html;charset={0}' http-equiv=content-type>", "<?xml version=\"1.0\" encoding=\"{0}\"?>",
        "<?xml version='1.0' encoding='{0}' standalone='yes'?>", "<?xml encoding={0}", "<html><head><title>{0}</title><meta charset=",
        "<script>\"<meta charset={0}>\"</script>", "{0}",
    ];

    private static readonly Encoding[] Encodings =
        [Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32, Encoding.Latin1, Encoding.GetEncoding("shift_jis")];

    public static byte[] Response(Random random)
    {
        var message = new FuzzMessage();
        for (var left = random.Pick(1, 1, 1, 1, 0, 2); left > 0; left--)
        {
            var label = random.Chance(4) ? "" : "; charset=" + random.Pick(Labels);
            message.Header("Content-Type", random.Mutated(random.Pick(Types) + label));
        }

        return message.With(Body(random));
    }

    private static byte[] Body(Random random)
    {
        // The first kilobyte is where readers look; sometimes the label lies across or beyond its end.
        var padding = random.Chance(4) ? new string(' ', random.Next(900, 1100)) : "";
        var start = padding + random.Pick(Starts).Replace("{0}", random.Pick(Labels), StringComparison.Ordinal);
        var encoding = random.Pick(Encodings);
        List<byte> body =
            [.. random.Pick(Marks), .. encoding.GetBytes(start), .. encoding.GetBytes("\nGrüße, 日本語 😀\n"), .. random.Noise(24)];
        for (var left = random.Next(5) - 1; left > 0 && body.Count > 0; left--)
        {
            Fuzzer.Mutate(body, random);
        }

        return [.. body];
    }
}
