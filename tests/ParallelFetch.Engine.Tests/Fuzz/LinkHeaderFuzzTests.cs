using FsCheck;
using ParallelFetch.Text;

namespace ParallelFetch.Engine.Tests.Fuzz;

public sealed class LinkHeaderFuzzTests
{
    private const int Count = 20_000;

    private static readonly Gen<string> Field = Generate.Text(
        "<", ">", "</2>", "<https://other/a,b;c>", "<http://[bad>", "<mailto:a@b>", ";", ",", "; ", ", ", "rel=", "rel", "REL=\"",
        "next", "next last", "\"", "\\", "\\\"", "a", "r", "e", "l",
        "=", " ", "\t", "title=\"a, b; c\"", "title*=UTF-8''%e2%82%ac", "rel=\"next\"", "anchor=\"#x\"");

    [Fact]
    public void Any_field_gives_only_absolute_links_of_named_types_and_spoils_no_other_field()
    {
        var here = new Uri("https://host/list?page=1");
        PropertyCheck.ForAll(Count, Field.Shrinking(), field =>
        {
            var links = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

            LinkHeader.Read(field, here, links);

            Assert.All(links, link =>
            {
                Assert.True(link.Key.Length > 0 && !link.Key.Any(char.IsWhiteSpace), $"'{link.Key}' is no relation type.");
                Assert.True(Uri.TryCreate(link.Value, UriKind.Absolute, out _), $"'{link.Value}' is no absolute URL.");
            });
            int count = links.Count;
            LinkHeader.Read(field, here, links);
            Assert.Equal(count, links.Count);
            LinkHeader.Read("</end>; rel=of-all", here, links);
            Assert.Equal("https://host/end", links["of-all"]);
        });
    }
}
