using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Text;
using System.Threading.Channels;

namespace ParallelFetch.Benchmarks.Contenders;

/// <summary>
/// The floor: N workers on a channel, an invoker without any extras, bodies read into an array of their exact size.
/// Nothing that fetches over .NET's HTTP stack and keeps the bodies does less.
/// </summary>
internal sealed class BareLoop(bool decode = false) : Contender
{
    private readonly HttpMessageInvoker _invoker = new(CreateHandler());

    public override string Key => "bare";

    public override string Title => decode ? "bare HttpClient loop + UTF-8 decoding" : "bare HttpClient loop";

    /// <summary>A handler with everything off that can be off.</summary>
    [SuppressMessage("Security", "CA5359:Do not disable certificate validation", Justification = "The certificate was made for this run, on this machine.")]
    public static SocketsHttpHandler CreateHandler() => new()
    {
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
    };

    public override RunOutcome Run(Workload work, CancellationToken cancellation)
    {
        var urls = Channel.CreateUnbounded<string>();
        foreach (string url in work.Urls)
        {
            urls.Writer.TryWrite(url);
        }

        urls.Writer.Complete();
        Task<(long Succeeded, long Bytes)>[] workers =
            [.. Enumerable.Range(0, work.Throttle).Select(_ => Task.Run(() => WorkAsync(urls.Reader, work, cancellation), cancellation))];
        (long Succeeded, long Bytes)[] done = Task.WhenAll(workers).GetAwaiter().GetResult();
        return new RunOutcome(done.Sum(one => one.Succeeded), done.Sum(one => one.Bytes));
    }

    protected override void Dispose(bool disposing)
    {
        _invoker.Dispose();
        base.Dispose(disposing);
    }

    private async Task<(long Succeeded, long Bytes)> WorkAsync(ChannelReader<string> urls, Workload work, CancellationToken cancellation)
    {
        (long succeeded, long bytes) = (0L, 0L);
        while (urls.TryRead(out string? url))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url)
            {
                Version = work.HttpVersion,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            using HttpResponseMessage response = await _invoker.SendAsync(request, cancellation);
            byte[] body = await ReadAsync(response.Content, cancellation);
            succeeded += (int)response.StatusCode == 200 ? 1 : 0;
            bytes += body.Length;
            if (decode)
            {
                string text = Encoding.UTF8.GetString(body);
                Debug.Assert(text.Length > 0);
            }
        }

        return (succeeded, bytes);
    }

    private static async ValueTask<byte[]> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength is not { } length)
        {
            return await content.ReadAsByteArrayAsync(cancellation);
        }

        byte[] body = GC.AllocateUninitializedArray<byte>((int)length);
        using Stream stream = await content.ReadAsStreamAsync(cancellation);
        await stream.ReadExactlyAsync(body, cancellation);
        return body;
    }
}
