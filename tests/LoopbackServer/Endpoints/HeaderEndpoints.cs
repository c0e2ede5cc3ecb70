using System.Globalization;

namespace LoopbackServer.Endpoints;

/// <summary>Responses whose headers are the point.</summary>
internal static class HeaderEndpoints
{
    /// <summary>The one header that goes out as Latin-1.</summary>
    public const string Latin1Header = "X-Latin1";

    /// <summary><c>?count=&amp;size=</c></summary>
    public static IResult Many(HttpResponse response, int count = 100, int size = 10)
    {
        for (var i = 1; i <= count; i++)
        {
            response.Headers[string.Create(CultureInfo.InvariantCulture, $"X-Many-{i:0000}")] = new string('a', size);
        }

        return TypedResults.Text("many headers");
    }

    public static IResult Latin1(HttpResponse response)
    {
        response.Headers[Latin1Header] = "Grüße";
        return TypedResults.Text("latin1 header");
    }
}
