using System.Net;
using ParallelFetch.Bodies;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests;

public sealed class RedirectMethodTests : IDisposable
{
    private static readonly byte[] Body = [1, 2, 3];

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    public static IEnumerable<int> Statuses => [300, 301, 302, 303, 307, 308];

    public static IEnumerable<string> Methods => ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "PURGE"];

    public static MatrixTheoryData<int, string> All => new(Statuses, Methods);

    [Theory]
    [MemberData(nameof(All))]
    public void A_post_becomes_a_get_after_300_to_302_and_all_but_head_after_303(int status, string method)
    {
        bool becomesGet = (status, method) switch
        {
            (303, not "HEAD") => true,
            (300 or 301 or 302, "POST") => true,
            _ => false,
        };

        FakeExchange second = Redirect(status, method, RedirectOptions.None);

        Assert.Equal(becomesGet ? "GET" : method, second.Method);
        Assert.Equal(becomesGet && method != "GET" ? null : Body, second.Body);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_preserved_method_goes_along_with_its_body_wherever_the_redirect_leads(int status, string method)
    {
        FakeExchange second = Redirect(status, method, RedirectOptions.PreserveMethod);

        Assert.Equal(method, second.Method);
        Assert.Equal(Body, second.Body);
        Assert.Equal("text/x", second.Headers["Content-Type"]);
    }

    [Theory]
    [InlineData(301, "POST", false)]
    [InlineData(302, "POST", false)]
    [InlineData(303, "PUT", false)]
    [InlineData(307, "POST", true)]
    [InlineData(308, "PUT", true)]
    [InlineData(302, "PUT", true)]
    public void The_header_fields_of_a_body_go_with_it_and_the_others_stay(int status, string method, bool kept)
    {
        FakeExchange second = Redirect(status, method, RedirectOptions.None);

        Assert.Equal(kept, second.Headers.ContainsKey("Content-Type"));
        Assert.Equal(kept, second.Headers.ContainsKey("Content-Language"));
        Assert.Equal(kept ? 3 : null, second.BodyLength);
        Assert.Equal("kept", second.Headers["X-Other"]);
    }

    [Fact]
    public void Once_a_get_the_request_stays_one()
    {
        FakeExchange first = Redirect(302, "POST", RedirectOptions.None, answer: false);
        first.Redirect("/third", HttpStatusCode.TemporaryRedirect);

        FakeExchange third = _fixture.Network.Oldest;
        Assert.Equal("GET", third.Method);
        Assert.Null(third.Body);
        third.Answer();
    }

    [Fact]
    public void A_method_in_lower_case_is_redirected_like_one_in_upper_case()
    {
        FakeExchange second = Redirect(302, "post", RedirectOptions.None);

        Assert.Equal("GET", second.Method);
    }

    [Fact]
    public void A_redirect_within_a_call_does_not_change_the_request_itself()
    {
        FetchRequest request = Request("POST", RedirectOptions.None);
        for (int i = 0; i < 2; i++)
        {
            _fixture.Fetch(request, network =>
            {
                network.Oldest.Redirect("/next", HttpStatusCode.SeeOther);
                network.Answer(1);
            });
        }

        Assert.Equal(["POST", "GET", "POST", "GET"], _fixture.Network.Exchanges.Select(exchange => exchange.Method));
        Assert.Equal(Body, _fixture.Network.Exchanges[2].Body);
        Assert.Equal("text/x", _fixture.Network.Exchanges[2].Headers["Content-Type"]);
    }

    private static FetchRequest Request(string method, RedirectOptions redirects)
    {
        RequestHeaders headers = RequestHeaders.Create(
            [new("Content-Type", "text/x"), new("Content-Language", "en"), new("X-Other", "kept")],
            out _)!;
        return FetchRequest.Create("http://host/", new FetchOptions { Redirects = redirects }, headers)
            .WithContent(new HttpMethod(method), new BytesBody(Body));
    }

    private FakeExchange Redirect(int status, string method, RedirectOptions redirects, bool answer = true)
    {
        FetchBatch batch = _fixture.Engine.StartBatch();
        batch.Add(Request(method, redirects));
        FakeExchange first = _fixture.Network.Oldest;
        Assert.Equal(method, first.Method);
        Assert.Equal(Body, first.Body);
        first.Redirect("/next", (HttpStatusCode)status);
        FakeExchange second = _fixture.Network.Oldest;
        if (answer)
        {
            second.Answer();
            Assert.True(EngineFixture.TakeOne(batch).IsSuccess);
        }

        return second;
    }
}
