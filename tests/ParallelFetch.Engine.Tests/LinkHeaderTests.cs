using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Text;

namespace ParallelFetch.Engine.Tests;

public sealed class LinkHeaderTests
{
    private static readonly Uri Base = new("https://host/list?page=1#part");

    [Theory]
    [InlineData("<https://host/2>; rel=\"next\"")]
    [InlineData("<https://host/2>; rel=next")]
    [InlineData("<https://host/2>;rel=next")]
    [InlineData("  <https://host/2>\t;\trel\t=\t\"next\"  ")]
    [InlineData("< https://host/2 > ; rel = next ;")]
    [InlineData("</2>; rel=next")]
    [InlineData("<2>; rel=next")]
    [InlineData("<//host/2>; rel=next")]
    [InlineData("<https://host/2>; REL=next")]
    [InlineData("<https://host/2>; title=\"x\"; rel=next")]
    [InlineData("<https://host/2>; title=\"a, b; rel=prev <x>\"; rel=next")]
    [InlineData("<https://host/2>; title=\"say \\\"rel=prev\\\", <y>; rel=prev\"; rel=next")]
    [InlineData("<https://host/2>; title=\"ends with a backslash \\\\\"; rel=next")]
    [InlineData("<https://host/2>; title*=UTF-8'de'n%c3%a4chste; rel=next")]
    [InlineData("<https://host/2>; crossorigin; rel=next")]
    [InlineData("<https://host/2>;;; rel=next;;")]
    [InlineData("<https://host/2>; rel=next; rel=prev")]
    [InlineData(",, <https://host/2>; rel=next,,")]
    [InlineData("<https://host/2>; rel=\"next")]
    [InlineData("<https://host/2>; rel=\" next \"")]
    [InlineData("<https://host/2> garbage; rel=next")]
    public void A_link_is_understood_however_it_is_written(string field) =>
        Assert.Equal([("next", "https://host/2")], Read(field));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("garbage")]
    [InlineData("https://host/2; rel=next")]
    [InlineData("<https://host/2")]
    [InlineData("<https://host/2; rel=next")]
    [InlineData("<https://host/2>")]
    [InlineData("<https://host/2>;")]
    [InlineData("<https://host/2>; rel")]
    [InlineData("<https://host/2>; rel=")]
    [InlineData("<https://host/2>; rel=\"")]
    [InlineData("<https://host/2>; rel=\"\\")]
    [InlineData("<https://host/2>; rel=\"\"")]
    [InlineData("<https://host/2>; rel=\"\"; rel=next")]
    [InlineData("<https://host/2>; relation=next")]
    [InlineData("<https://host/2>; title=\"; rel=next")]
    [InlineData("<http://[bad>; rel=next")]
    [InlineData("><; rel=next")]
    [InlineData("\"<>;rel=,")]
    public void What_is_no_link_is_left_out(string field) => Assert.Empty(Read(field));

    [Fact]
    public void A_url_may_contain_commas_semicolons_and_quotes() => Assert.Equal(
        [("next", "https://host/a,b;rel=prev?q=%221%22,2"), ("last", "https://host/9")],
        Read("<https://host/a,b;rel=prev?q=\"1\",2>; rel=next, <https://host/9>; rel=last"));

    [Fact]
    public void One_field_may_have_several_links() => Assert.Equal(
        [("next", "https://host/2"), ("prev", "https://host/0"), ("first", "https://host/f")],
        Read("</2>; rel=\"next\"; title=\"a, b\",</0>;rel=prev , <https://host/lost>; title=x, </f>; rel=first"));

    [Fact]
    public void A_link_that_is_broken_does_not_take_the_next_one_with_it() => Assert.Equal(
        [("next", "https://host/2")],
        Read("<http://[bad>; rel=next, </2>; rel=next"));

    [Fact]
    public void One_link_may_have_several_types() => Assert.Equal(
        [("next", "https://host/2"), ("https://example.com/type", "https://host/2"), ("last", "https://host/2")],
        Read("</2>; rel=\"next   https://example.com/type\tlast\""));

    [Fact]
    public void The_first_link_of_a_type_stays() => Assert.Equal(
        [("next", "https://host/2"), ("last", "https://host/3")],
        Read("</2>; rel=next, </3>; rel=\"NEXT last\"", "</4>; rel=next"));

    [Fact]
    public void An_empty_reference_is_the_resource_itself_without_its_fragment() =>
        Assert.Equal([("self", "https://host/list?page=1")], Read("<>; rel=self"));

    [Fact]
    public void The_links_of_a_response_are_found_by_any_case_relative_to_where_it_came_from()
    {
        using var fixture = new EngineFixture();

        FetchOutcome outcome = fixture.Fetch(FetchRequest.Create("http://host/"), network =>
        {
            network.Oldest.Redirect("http://other/list/");
            network.Oldest.Answer([("Link", "<2>; rel=\"next\""), ("Link", "<9>; rel=Last"), ("link", "</lost>; rel=next")]);
        });

        Assert.Equal("http://other/list/2", outcome.RelationLink["NEXT"]);
        Assert.Equal("http://other/list/9", outcome.RelationLink["last"]);
        Assert.Equal(2, outcome.RelationLink.Count);
        Assert.Same(outcome.RelationLink, outcome.RelationLink);
    }

    [Fact]
    public void Without_links_or_response_the_table_is_empty()
    {
        using var fixture = new EngineFixture();

        Assert.Empty(fixture.Fetch(fixture.Request(), network => network.Answer(1)).RelationLink);
        Assert.Empty(fixture.Fetch(fixture.Request(), network => network.Oldest.Fail(new HttpRequestException("x"))).RelationLink);
        Assert.Empty(fixture.Fetch(FetchRequest.Create("ftp://host/"), _ => { }).RelationLink);
    }

    private static List<(string, string)> Read(params string[] fields)
    {
        var links = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string field in fields)
        {
            LinkHeader.Read(field, Base, links);
        }

        return [.. links.Select(link => (link.Key, link.Value))];
    }
}
