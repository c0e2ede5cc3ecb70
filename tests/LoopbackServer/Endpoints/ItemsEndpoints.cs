using System.Globalization;
using LoopbackServer.Behaviours;
using LoopbackServer.Counting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace LoopbackServer.Endpoints;

/// <summary>
/// A small API for the tutorial: <c>GET /api/items/{id}</c> and <c>POST /api/items</c>. Item 13 is not there, and item 42 is
/// there only when it is asked for a second time.
/// </summary>
internal static class ItemsEndpoints
{
    private const int Missing = 13;
    private const int Shaky = 42;

    private static readonly string[] Fruits = ["apple", "pear", "plum", "cherry", "quince", "fig", "melon"];

    public static IResult Get(int id, ScopedPath path, ServerState state) => id switch
    {
        Missing => Refuse(StatusCodes.Status404NotFound, $"There is no item {Missing}."),
        Shaky when state.NextOf(path.Key("item")) % 2 == 1 => Refuse(StatusCodes.Status503ServiceUnavailable, "Try again."),
        _ => Answers.Json(new { id, name = Fruits[id % Fruits.Length], price = id % 10 + 0.5 }),
    };

    /// <summary>What has a name becomes an item.</summary>
    public static IResult Add([FromBody] NewItem item, HttpContext context, ScopedPath path, ServerState state)
    {
        if (string.IsNullOrEmpty(item.Name))
        {
            return Refuse(StatusCodes.Status400BadRequest, "An item needs a name.");
        }

        var id = 100 + state.NextOf(path.Key("items"));
        context.Response.Headers.Location = context.Request.PathBase + string.Create(CultureInfo.InvariantCulture, $"/api/items/{id}");
        return Answers.Json(new { id, name = item.Name }, StatusCodes.Status201Created);
    }

    private static Utf8ContentHttpResult Refuse(int status, string error) => Answers.Json(new { error }, status);

    internal sealed record NewItem(string? Name);
}
