using System.Globalization;
using System.Text.Json;
using LoopbackServer.Behaviours;

namespace LoopbackServer.Endpoints;

/// <summary>
/// A small API for the tutorial: <c>GET /api/items/{id}</c> and <c>POST /api/items</c>. Item 13 is not there, and item 42 is
/// there only when it is asked for a second time.
/// </summary>
internal static class ItemsEndpoint
{
    private const int Missing = 13;
    private const int Shaky = 42;

    private static readonly string[] Fruits = ["apple", "pear", "plum", "cherry", "quince", "fig", "melon"];

    public static Task InvokeAsync(Exchange exchange, string argument, ServerState state)
    {
        if (argument == "items" && HttpMethods.IsPost(exchange.Request.Method))
        {
            return AddAsync(exchange, state);
        }

        return argument.StartsWith("items/", StringComparison.Ordinal)
            && int.TryParse(argument["items/".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? GetAsync(exchange, id, state)
                : exchange.NotFoundAsync();
    }

    private static Task GetAsync(Exchange exchange, int id, ServerState state)
    {
        if (id == Missing)
        {
            return RefuseAsync(exchange, StatusCodes.Status404NotFound, $"There is no item {Missing}.");
        }

        return id == Shaky && state.NextOf(exchange.Path.Key("item")) % 2 == 1
            ? RefuseAsync(exchange, StatusCodes.Status503ServiceUnavailable, "Try again.")
            : exchange.JsonAsync(new { id, name = Fruits[id % Fruits.Length], price = id % 10 + 0.5 });
    }

    /// <summary>What has a name becomes an item.</summary>
    private static async Task AddAsync(Exchange exchange, ServerState state)
    {
        try
        {
            using var item = await JsonDocument.ParseAsync(exchange.Request.Body, cancellationToken: exchange.Aborted);
            if (item.RootElement.TryGetProperty("name", out var name) && name.GetString() is { Length: > 0 } text)
            {
                var id = 100 + state.NextOf(exchange.Path.Key("items"));
                exchange.Response.StatusCode = StatusCodes.Status201Created;
                exchange.Response.Headers.Location = exchange.Local(string.Create(CultureInfo.InvariantCulture, $"/api/items/{id}"));
                await exchange.JsonAsync(new { id, name = text });
                return;
            }
        }
        catch (JsonException)
        {
            // Answered like an item without a name.
        }

        await RefuseAsync(exchange, StatusCodes.Status400BadRequest, "An item needs a name.");
    }

    private static Task RefuseAsync(Exchange exchange, int status, string error)
    {
        exchange.Response.StatusCode = status;
        return exchange.JsonAsync(new { error });
    }
}
