using System.Globalization;
using System.Text;
using LoopbackServer.Behaviours;

namespace LoopbackServer.Endpoints;

/// <summary>Responses that take their time.</summary>
internal static class TimingEndpoints
{
    public static async Task DelayAsync(Exchange exchange, int milliseconds)
    {
        await Task.Delay(milliseconds, exchange.Aborted);
        await exchange.TextAsync(exchange.Target);
    }

    public static async Task GateAsync(Exchange exchange, Gate gate, string name)
    {
        await gate.PassAsync(exchange.Aborted);
        await exchange.TextAsync("gate " + name);
    }

    /// <summary>Chunks with a pause between them; <c>?intervalMs=</c>.</summary>
    public static async Task DripAsync(Exchange exchange, long count)
    {
        var interval = exchange.Query.Int("intervalMs", 100);
        exchange.Response.ContentType = Exchange.PlainText;
        if (exchange.IsHead)
        {
            return;
        }

        for (var i = 1; i <= count; i++)
        {
            if (i > 1)
            {
                await Task.Delay(interval, exchange.Aborted);
            }

            var chunk = string.Create(CultureInfo.InvariantCulture, $"chunk {i}\n");
            await exchange.Response.Body.WriteAsync(Encoding.ASCII.GetBytes(chunk), exchange.Aborted);
            await exchange.Response.Body.FlushAsync(exchange.Aborted);
        }
    }

    /// <summary>n bytes of n + 1000, and then nothing.</summary>
    public static async Task StallAsync(Exchange exchange, long count)
    {
        exchange.Response.ContentType = "application/octet-stream";
        exchange.Response.ContentLength = count + 1000;
        if (exchange.IsHead)
        {
            return;
        }

        await exchange.Response.StartAsync(exchange.Aborted);
        await Pattern.WriteAsync(exchange.Response.Body, 0, count, static () => { }, exchange.Aborted);
        await exchange.Response.Body.FlushAsync(exchange.Aborted);
        await exchange.HoldAsync();
    }
}
