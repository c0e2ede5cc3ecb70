using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ParallelFetch.Tests.Reporting;

/// <summary>A page in a browser, and everything it asked for and complained about.</summary>
public sealed class BrowserTab : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationToken _cancellation;
    private readonly List<string> _requests = [];
    private readonly List<string> _complaints = [];
    private readonly byte[] _buffer = new byte[1 << 16];
    private string? _session;
    private int _id;
    private bool _isLoaded;

    private BrowserTab(CancellationToken cancellation) => _cancellation = cancellation;

    /// <summary>The URLs that were requested, the page itself included.</summary>
    public IReadOnlyList<string> Requests => _requests;

    /// <summary>Errors and warnings of the console, exceptions, and what the browser logged.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    public void Dispose() => _socket.Dispose();

    /// <summary>The value of an expression in the page.</summary>
    public async Task<T> EvaluateAsync<T>(string expression)
    {
        JsonNode result = await SendAsync("Runtime.evaluate", new() { ["expression"] = expression, ["returnByValue"] = true });
        Assert.Null(result["exceptionDetails"]);
        return result["result"]!["value"].Deserialize<T>()!;
    }

    internal static async Task<BrowserTab> OpenAsync(Uri devTools, Uri page, int width, int height, bool isDark, CancellationToken cancellation)
    {
        var tab = new BrowserTab(cancellation);
        await tab._socket.ConnectAsync(devTools, cancellation);
        string target = (string)(await tab.SendAsync("Target.createTarget", new() { ["url"] = "about:blank" }))["targetId"]!;
        tab._session = (string)(await tab.SendAsync("Target.attachToTarget", new() { ["targetId"] = target, ["flatten"] = true }))["sessionId"]!;
        foreach (string domain in new[] { "Page", "Network", "Runtime", "Log" })
        {
            await tab.SendAsync($"{domain}.enable", []);
        }

        await tab.SendAsync("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 600 });
        var scheme = new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = isDark ? "dark" : "light" };
        await tab.SendAsync("Emulation.setEmulatedMedia", new() { ["features"] = new JsonArray(scheme) });
        tab._isLoaded = false;
        await tab.SendAsync("Page.navigate", new() { ["url"] = page.AbsoluteUri });
        while (!tab._isLoaded)
        {
            tab.Note(await tab.ReceiveAsync());
        }

        return tab;
    }

    internal static async Task CloseBrowserAsync(Uri devTools, CancellationToken cancellation)
    {
        using var tab = new BrowserTab(cancellation);
        await tab._socket.ConnectAsync(devTools, cancellation);
        await tab.SendAsync("Browser.close", []);
    }

    private async Task<JsonNode> SendAsync(string method, JsonObject parameters)
    {
        var command = new JsonObject { ["id"] = ++_id, ["method"] = method, ["params"] = parameters };
        if (_session is not null)
        {
            command["sessionId"] = _session;
        }

        await _socket.SendAsync(Encoding.UTF8.GetBytes(command.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, _cancellation);
        while (true)
        {
            JsonNode message = await ReceiveAsync();
            if ((int?)message["id"] == _id)
            {
                return message["result"] ?? throw new InvalidOperationException($"{method}: {message["error"]}");
            }

            Note(message);
        }
    }

    private void Note(JsonNode message)
    {
        JsonNode? about = message["params"];
        switch ((string?)message["method"])
        {
            case "Page.loadEventFired":
                _isLoaded = true;
                break;
            case "Network.requestWillBeSent":
                _requests.Add((string)about!["request"]!["url"]!);
                break;
            case "Log.entryAdded":
                _complaints.Add((string)about!["entry"]!["text"]!);
                break;
            case "Runtime.exceptionThrown" or "Runtime.consoleAPICalled":
                _complaints.Add(about!.ToJsonString());
                break;
        }
    }

    private async Task<JsonNode> ReceiveAsync()
    {
        using var message = new MemoryStream();
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(_buffer.AsMemory(), _cancellation);
            message.Write(_buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonNode.Parse(message.ToArray())!;
    }
}
