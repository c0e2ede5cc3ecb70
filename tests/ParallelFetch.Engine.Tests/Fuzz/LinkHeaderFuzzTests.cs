using ParallelFetch.Text;

namespace ParallelFetch.Engine.Tests.Fuzz;

public sealed class LinkHeaderFuzzTests
{
    private const int Count = 20_000;

    [Fact]
    public void Any_field_gives_only_absolute_links_of_named_types_and_spoils_no_other_field()
    {
        var here = new Uri("https://host/list?page=1");
        for (int seed = 0; seed < Count; seed++)
        {
            string field = Field(new FuzzedText(seed));
            var links = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

            LinkHeader.Read(field, here, links);

            Assert.All(links, link =>
            {
                Assert.True(link.Key.Length > 0 && !link.Key.Any(char.IsWhiteSpace), $"Seed {seed}: '{link.Key}' is no relation type.");
                Assert.True(Uri.TryCreate(link.Value, UriKind.Absolute, out _), $"Seed {seed}: '{link.Value}' is no absolute URL.");
            });
            int count = links.Count;
            LinkHeader.Read(field, here, links);
            Assert.Equal(count, links.Count);
            LinkHeader.Read("</end>; rel=of-all", here, links);
            Assert.Equal("https://host/end", links["of-all"]);
        }
    }

    private static string Field(FuzzedText random) => random.Of(
        "<", ">", "</2>", "<https://other/a,b;c>", "<http://[bad>", "<mailto:a@b>", ";", ",", "; ", ", ", "rel=", "rel", "REL=\"",
        "next", "next last", "\"", "\\", "\\\"",
        "=", " ", "\t", "title=\"a, b; c\"", "title*=UTF-8''%e2%82%ac", "rel=\"next\"", "anchor=\"#x\"");
}
