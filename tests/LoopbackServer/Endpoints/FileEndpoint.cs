using System.Globalization;
using LoopbackServer.Behaviours;
using Microsoft.Net.Http.Headers;

namespace LoopbackServer.Endpoints;

/// <summary>
/// n bytes as a file server gives them: ranges, ETag, Last-Modified. <c>?version=</c> changes the validators;
/// <c>?cut=k</c> breaks the connection after k bytes unless a range was asked for; <c>?ranges=0</c> ignores ranges.
/// A name may follow the number; PUT gives what has that path its next version.
/// </summary>
internal static class FileEndpoint
{
    private static readonly DateTimeOffset FirstVersion = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task InvokeAsync(Exchange exchange, long size, ServerState state)
    {
        var versions = exchange.Path.Key("version of " + exchange.Path.Rest);
        if (HttpMethods.IsPut(exchange.Request.Method))
        {
            _ = state.NextOf(versions);
            await exchange.EmptyAsync(StatusCodes.Status204NoContent);
            return;
        }

        var version = exchange.Query.Int("version", 1 + state.CountOf(versions));
        var tag = new EntityTagHeaderValue($"\"{size}-{version}\"");
        var modified = FirstVersion.AddDays(version);
        var request = exchange.Request.GetTypedHeaders();
        var response = exchange.Response.GetTypedHeaders();
        response.ETag = tag;
        response.LastModified = modified;
        var ranges = exchange.Query.Text("ranges", "1") != "0";
        exchange.Response.Headers.AcceptRanges = ranges ? "bytes" : "none";

        if (IsUnchanged(request, tag, modified))
        {
            await exchange.EmptyAsync(StatusCodes.Status304NotModified);
            return;
        }

        var (start, length) = (0L, size);
        if (ranges && IsRangeWanted(request, tag, modified) && request.Range is { Ranges: { Count: 1 } asked })
        {
            start = asked.First().From ?? size - Math.Min(size, asked.First().To ?? 0);
            var end = asked.First().From is null ? size - 1 : Math.Min(asked.First().To ?? long.MaxValue, size - 1);
            length = end - start + 1;
            if (length <= 0)
            {
                exchange.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{size}");
                await exchange.EmptyAsync(StatusCodes.Status416RangeNotSatisfiable);
                return;
            }

            exchange.Response.StatusCode = StatusCodes.Status206PartialContent;
            response.ContentRange = new ContentRangeHeaderValue(start, end, size);
        }

        exchange.Response.ContentType = "application/octet-stream";
        exchange.Response.ContentLength = length;
        if (exchange.Query.OptionalInt("cut") is { } cut && request.Range is null && !exchange.IsHead)
        {
            await Pattern.WriteAsync(exchange.Response.Body, start, Math.Min(cut, length), exchange.Finish, exchange.Aborted);
            await exchange.Response.Body.FlushAsync(exchange.Aborted);

            // Long enough for the bytes to arrive: a reset overtakes what the other side has not read yet.
            await Task.Delay(exchange.Query.Int("cutDelayMs", 100), exchange.Aborted);
            exchange.Context.Abort();
            return;
        }

        await Pattern.WriteAsync(exchange.Response.Body, start, length, exchange.Finish, exchange.Aborted);
    }

    private static bool IsUnchanged(
        Microsoft.AspNetCore.Http.Headers.RequestHeaders request, EntityTagHeaderValue tag, DateTimeOffset modified) =>
        request.IfNoneMatch is { Count: > 0 } tags
            ? tags.Any(candidate => candidate.Compare(tag, useStrongComparison: false) || candidate.Tag == "*")
            : request.IfModifiedSince >= modified;

    private static bool IsRangeWanted(
        Microsoft.AspNetCore.Http.Headers.RequestHeaders request, EntityTagHeaderValue tag, DateTimeOffset modified) =>
        request.IfRange is not { } condition
        || (condition.EntityTag is { } wanted ? wanted.Compare(tag, useStrongComparison: true) : condition.LastModified == modified);
}
