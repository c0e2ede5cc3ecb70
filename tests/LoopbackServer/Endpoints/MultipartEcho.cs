using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace LoopbackServer.Endpoints;

/// <summary>The parts of a multipart/form-data body.</summary>
internal static class MultipartEcho
{
    public static bool IsMultipart(HttpRequest request) =>
        request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>From the start of a body that can be read again. What is wrong with it is part of the answer, not a failure.</summary>
    public static async Task<(IReadOnlyList<object> Parts, string? Error)> ReadAsync(
        HttpRequest request, CancellationToken cancellationToken)
    {
        List<object> parts = [];
        try
        {
            request.Body.Position = 0;
            var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request.ContentType).Boundary).ToString();
            var reader = new MultipartReader(boundary, request.Body) { HeadersCountLimit = 1000, HeadersLengthLimit = 1 << 20 };
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                parts.Add(await DescribeAsync(section, cancellationToken));
            }

            return (parts, null);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidDataException or IOException)
        {
            return (parts, e.Message);
        }
    }

    private static async Task<object> DescribeAsync(MultipartSection section, CancellationToken cancellationToken)
    {
        var disposition = ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var parsed) ? parsed : null;
        var body = await EchoedBody.ReadAsync(section.Body, cancellationToken);
        var extended = disposition?.FileNameStar ?? default;
        return new
        {
            name = HeaderUtilities.RemoveQuotes(disposition?.Name ?? default).Value,
            fileName = (extended.HasValue ? extended : HeaderUtilities.RemoveQuotes(disposition?.FileName ?? default)).Value,
            contentType = section.ContentType,
            length = body.Length,
            sha256 = body.Sha256,
            text = Encoding.UTF8.GetString(body.Start),
            headers = section.Headers?.ToDictionary(header => header.Key, header => header.Value.ToArray()),
        };
    }
}
