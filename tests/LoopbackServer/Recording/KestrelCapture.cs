using LoopbackServer.Counting;
using Microsoft.AspNetCore.Http.Features;

namespace LoopbackServer.Recording;

/// <summary>Records a request that Kestrel has parsed, and rewinds its body for the endpoint.</summary>
internal static class KestrelCapture
{
    public static async Task RecordAsync(ScopeRecording recording, HttpContext context, ScopedPath path)
    {
        var recorded = Describe(context, path);
        recording.Add(recorded);
        var body = context.Request;
        body.EnableBuffering(RequestRecorder.LongestBody);

        // Before the endpoint answers: whoever has the answer may read the recording.
        var capture = new BodyCapture(RequestRecorder.LongestBody);
        var complete = false;
        try
        {
            var buffer = new byte[81920];
            while (!complete && !capture.IsFull)
            {
                var read = await body.Body.ReadAsync(buffer, context.RequestAborted);
                capture.Append(buffer.AsSpan(0, read));
                complete = read == 0;
            }
        }
        finally
        {
            recorded.SetBody(capture, complete && capture.IsWhole);
        }

        body.Body.Position = 0;
    }

    private static RecordedRequest Describe(HttpContext context, ScopedPath path)
    {
        var (request, connection) = (context.Request, context.Connection);
        return new RecordedRequest
        {
            Method = request.Method,
            Target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "",
            Path = path.Rest,
            Protocol = request.Protocol,
            Scheme = request.Scheme,
            Host = request.Host.Value,
            Headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.Select(value => value ?? "").ToArray()),
            ConnectionId = connection.Id,
            RemotePort = connection.RemotePort,
            LocalPort = connection.LocalPort,
            ClientCertificate = connection.ClientCertificate?.Subject,
        };
    }
}
