using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using ParallelFetch.Http;
using ParallelFetch.Text;

namespace ParallelFetch.Tracing;

/// <summary>The first line and the header fields of a message, each behind &gt; or &lt; as with curl -v, without what is secret.</summary>
internal static class HeaderBlock
{
    /// <summary>A request.</summary>
    internal static string Of(HttpRequestMessage message, RequestHeaders source, long number)
    {
        var block = new StringBuilder();
        Uri uri = message.RequestUri!;
        block.Append(CultureInfo.InvariantCulture, $"> {message.Method} {MaskedUrl.InLog(uri)} (#{number})");
        if (message.Headers.Host is null)
        {
            AddField(block, '>', "Host", uri.Authority, isSecret: false);
        }

        Func<string, bool> isSecret = name => source.Fields.Any(field => field.IsSecret && field.Is(name));
        AddFields(block, '>', message.Headers, isSecret);
        if (message.Content is not null)
        {
            // Asked for, it is computed, as it will be when the content is sent.
            _ = message.Headers.TransferEncodingChunked == true ? null : message.Content.Headers.ContentLength;
            AddFields(block, '>', message.Content.Headers, isSecret);
        }

        return block.ToString();
    }

    /// <summary>A response.</summary>
    internal static string Of(HttpResponseMessage response, Uri uri, long number)
    {
        var block = new StringBuilder();
        string phrase = MaskedField.Text(response.ReasonPhrase ?? string.Empty);
        block.Append(CultureInfo.InvariantCulture, $"< {AttemptLine.Protocol(response.Version)} {(int)response.StatusCode} {phrase} from {MaskedUrl.InLog(uri)} (#{number})");
        AddFields(block, '<', response.Headers, static _ => false);
        AddFields(block, '<', response.Content.Headers, static _ => false);
        return block.ToString();
    }

    private static void AddFields(StringBuilder block, char mark, HttpHeaders headers, Func<string, bool> isSecret)
    {
        foreach (KeyValuePair<string, HeaderStringValues> field in headers.NonValidated)
        {
            foreach (string value in field.Value)
            {
                AddField(block, mark, field.Key, value, isSecret(field.Key));
            }
        }
    }

    private static void AddField(StringBuilder block, char mark, string name, string value, bool isSecret) =>
        block.AppendLine().Append(mark).Append(' ').Append(name).Append(": ").Append(MaskedField.Value(name, value, isSecret));
}
