using System.Text;

namespace LoopbackServer.Endpoints;

/// <summary>The same greeting in many encodings, announced in many ways.</summary>
internal static class EncodingEndpoint
{
    private const string Everything = "Grüße, Żółć, 日本語 €";
    private const string Western = "Grüße";
    private const string WesternEuro = "Grüße €";
    private const string Central = "Grüße, Żółć";
    private const string Japanese = "日本語";
    private const string Russian = "Привет, мир";

    private static readonly Dictionary<string, (string ContentType, byte[] Body)> Cases = new(StringComparer.Ordinal)
    {
        ["utf8-header"] = ("text/plain; charset=utf-8", Plain(Everything, "utf-8")),
        ["utf8-bom"] = ("text/plain", WithBom(Everything, new UTF8Encoding(true))),
        ["utf8-none"] = ("text/plain", Plain(Everything, "utf-8")),
        ["utf16le-bom"] = ("text/plain", WithBom(Everything, new UnicodeEncoding(bigEndian: false, byteOrderMark: true))),
        ["utf16be-bom"] = ("text/plain", WithBom(Everything, new UnicodeEncoding(bigEndian: true, byteOrderMark: true))),
        ["utf32le-bom"] = ("text/plain", WithBom(Everything, new UTF32Encoding(bigEndian: false, byteOrderMark: true))),
        ["utf32be-bom"] = ("text/plain", WithBom(Everything, new UTF32Encoding(bigEndian: true, byteOrderMark: true))),
        ["latin1-header"] = ("text/plain; charset=iso-8859-1", Plain(Western, "iso-8859-1")),
        ["windows1252-header"] = ("text/plain; charset=windows-1252", Plain(WesternEuro, "windows-1252")),
        ["shiftjis-header"] = ("text/plain; charset=shift_jis", Plain(Japanese, "shift_jis")),
        ["koi8r-meta"] = ("text/html", Html(Russian, "<meta charset=\"koi8-r\">", "koi8-r")),
        ["utf8-meta-http-equiv"] = ("text/html", Html(
            Everything, "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">", "utf-8")),
        ["windows1252-meta-http-equiv"] = ("text/html", Html(
            WesternEuro, "<META content='text/html; charset=windows-1252' http-equiv='Content-Type'>", "windows-1252")),
        ["xml-declaration"] = ("application/xml", Plain(
            $"<?xml version=\"1.0\" encoding=\"ISO-8859-2\"?>\n<greeting>{Central}</greeting>\n", "iso-8859-2")),
        ["unknown-charset-header"] = ("text/plain; charset=x-nonsense", Plain(Everything, "utf-8")),
        ["quoted-charset"] = ("text/plain; charset=\"utf-8\"", Plain(Everything, "utf-8")),
        ["header-contradicts-bom"] = ("text/plain; charset=iso-8859-1", WithBom(Everything, new UTF8Encoding(true))),
        ["empty"] = ("text/plain", []),
    };

    public static IResult Get(string name, HttpRequest request) =>
        Cases.TryGetValue(name, out var found) ? TypedResults.Bytes(found.Body, found.ContentType) : Answers.NotFound(request);

    private static byte[] Plain(string text, string encoding) => Encoding.GetEncoding(encoding).GetBytes(text);

    private static byte[] WithBom(string text, Encoding encoding) => [.. encoding.Preamble, .. encoding.GetBytes(text)];

    private static byte[] Html(string text, string meta, string encoding) =>
        Plain($"<!DOCTYPE html>\n<html><head>{meta}<title>x</title></head><body>{text}</body></html>\n", encoding);
}
