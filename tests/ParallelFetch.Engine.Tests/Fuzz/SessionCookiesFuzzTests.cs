using System.Net;
using FsCheck;
using FsCheck.Fluent;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests.Fuzz;

public sealed class SessionCookiesFuzzTests
{
    private const int Count = 20_000;

    private static readonly Gen<string> Field =
        from start in Gen.Elements("a=b", "a=b", "")
        from rest in Generate.Text(
            "a=b", "=", ";", "; ", "\"", "Path=/", "Path=", "Domain=host.example", "Domain=.example", "Domain=", "Max-Age=10",
            "Max-Age=x", "Expires=Wed, 09 Jun 2099 10:18:14 GMT",
            "Expires=never", "Secure", "HttpOnly", "$Version=1", "Port=\"80\"", ", c=d", "ü", " ", "\t", "%0d%0a", "__Host-a=b", "SameSite=Lax")
        select start + rest;

    [Fact]
    public void No_cookie_that_is_set_can_add_lines_to_the_requests_that_follow()
    {
        var here = new Uri("http://host.example/a/b");
        int sent = 0;
        PropertyCheck.ForAll(Count, Field.Shrinking(), field =>
        {
            var cookies = new SessionCookies(new CookieContainer());
            using var response = new HttpResponseMessage(HttpStatusCode.OK);
            response.Headers.TryAddWithoutValidation("Set-Cookie", field);
            cookies.Store(response, here);

            using var request = new HttpRequestMessage(HttpMethod.Get, here);
            request.Headers.TryAddWithoutValidation("Cookie", "own=1");
            cookies.ApplyTo(request, here);

            string header = request.Headers.NonValidated["Cookie"].ToString();
            Assert.StartsWith("own=1", header, StringComparison.Ordinal);
            Assert.True(header.AsSpan().IndexOfAny('\r', '\n', '\0') < 0, header);
            sent += header.Length > "own=1".Length ? 1 : 0;
        });

        Assert.InRange(sent, Count / 20, Count);
    }
}
