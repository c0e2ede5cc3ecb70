using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

/// <summary>RelationLink: the Link header (RFC 8288).</summary>
public sealed class LinkTests(ServerFixture fixture) : RequestTest(fixture)
{
    [Theory]
    [InlineData("quoted")]
    [InlineData("unquoted")]
    [InlineData("tight")]
    [InlineData("upper")]
    [InlineData("multi")]
    [InlineData("absolute")]
    [InlineData("relative")]
    [InlineData("query")]
    [InlineData("params")]
    [InlineData("spaces")]
    [InlineData("split")]
    public void Every_way_of_writing_a_link_is_read(string style)
    {
        Dictionary<string, string> links = LinksOf($"links?page=2&pages=9&style={style}");

        Assert.Equal(Scope.Url($"links?page=3&pages=9&style={style}").AbsoluteUri, links["next"]);
        Assert.Equal(Scope.Url($"links?page=1&pages=9&style={style}").AbsoluteUri, links["prev"]);
        Assert.Equal(Scope.Url($"links?page=1&pages=9&style={style}").AbsoluteUri, links["FIRST"]);
        Assert.Equal(Scope.Url($"links?page=9&pages=9&style={style}").AbsoluteUri, links["last"]);
        Assert.Equal(style == "multi" ? 6 : 4, links.Count);
    }

    [Fact]
    public void A_comma_in_a_url_does_not_end_the_link()
    {
        Dictionary<string, string> links = LinksOf("links?page=1&style=comma");

        Assert.EndsWith("&ids=1,2;3,4", links["next"], StringComparison.Ordinal);
        Assert.Equal(2, links.Count);
    }

    [Fact]
    public void Pages_are_followed_to_the_last()
    {
        RunResult run = RunWell("""
            $url = "${http}links?page=1&pages=5&style=query"
            while ($url) { $page = Start-ParallelFetch $url; $page.Content; $url = $page.RelationLink['next'] }
            """);

        Assert.Equal(["page 1", "page 2", "page 3", "page 4", "page 5"], run.Output.Select(item => item.ToString()));
    }

    [Fact]
    public void A_link_is_taken_from_where_the_response_came_from()
    {
        string target = Uri.EscapeDataString(Scope.OtherUrl("links?page=1&style=query").ToString());

        Assert.Equal(Scope.OtherUrl("links?page=2&style=query").AbsoluteUri, LinksOf($"redirect-to?url={target}")["next"]);
    }

    private Dictionary<string, string> LinksOf(string path)
    {
        PSObject result = RunWell($"Start-ParallelFetch \"${{http}}{path}\"").Output[0];
        return result.Get<Dictionary<string, string>>("RelationLink")!;
    }
}
