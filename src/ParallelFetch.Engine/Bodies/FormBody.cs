using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace ParallelFetch.Bodies;

/// <summary>A multipart/form-data body (RFC 7578), written as browsers write it (WHATWG HTML, section 4.10.21.8).</summary>
/// <param name="parts">Its parts, in order.</param>
internal sealed class FormBody(IReadOnlyList<FormPart> parts) : RequestBody
{
    internal override bool CanBeResent => parts.All(static part => part.Body.CanBeResent);

    internal override byte[]? Identity => parts.Any(static part => part.Body.Identity is null)
        ? null
        : SHA256.HashData([.. parts.SelectMany(static part => Encoding.UTF8.GetBytes($"{part.Name}\n{part.FileName}\n").Concat(part.Body.Identity!))]);

    internal override bool HasChanged => parts.Any(static part => part.Body.HasChanged);

    internal override HttpContent CreateContent()
    {
        // Without quotation marks around the boundary, which some servers take for a part of it.
        string boundary = "----ParallelFetch" + Guid.NewGuid().ToString("N");
        var form = new MultipartContent("form-data", boundary)
        {
            // Names and file names are UTF-8 as they are; RFC 7578 forbids the encoded filename*.
            HeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        };
        form.Headers.ContentType = new MediaTypeHeaderValue("multipart/form-data") { Parameters = { new("boundary", boundary) } };
        if (parts.Count == 0)
        {
            // MultipartContent writes the beginning of a part that never ends.
            var empty = new ByteArrayContent(Encoding.ASCII.GetBytes($"--{boundary}--\r\n"));
            empty.Headers.ContentType = form.Headers.ContentType;
            return empty;
        }

        foreach (FormPart part in parts)
        {
            HttpContent content = part.Body.CreateContent();
            string fileName = part.FileName is null ? string.Empty : $"; filename=\"{Escape(part.FileName)}\"";
            content.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"{Escape(part.Name)}\"{fileName}");
            if (part.ContentType is not null)
            {
                content.Headers.TryAddWithoutValidation("Content-Type", part.ContentType);
            }

            form.Add(content);
        }

        return form;
    }

    private static string Escape(string name) => name
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal)
        .Replace("\"", "%22", StringComparison.Ordinal);
}
