using System.Net;
using FsCheck;
using FsCheck.Fluent;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests.Fuzz;

public sealed class RedirectPolicyFuzzTests
{
    private const int Count = 20_000;

    private static readonly Gen<string> Location = Generate.Text(
        "http://", "https://", "http:", "//", "/", "\\", "host", "127.0.0.1", "[::1]", "[", ":", ":80", ":99999", "@", "user:pass@",
        "%", "%41", "%zz", "%00", "?", "a=b", "#", "..",
        ".", " ", "ü", "Ã¼", "日本", "javascript:", "data:,x", "urn:x", "<", "\"");

    [Fact]
    public void Any_location_leads_to_a_url_that_can_be_fetched_or_is_refused()
    {
        var from = new Uri("https://user:pass@host/a/b?c=d#e");
        Gen<string[]> locations =
            from count in Gen.Elements(1, 1, 1, 2)
            from some in Location.ArrayOf(count)
            select some;
        Gen<(int Status, string[] Locations)> answers = from status in Gen.Choose(300, 308) from some in locations select (status, some);
        PropertyCheck.ForAll(Count, Arb.From(answers, Smaller), answer =>
        {
            using var response = new HttpResponseMessage((HttpStatusCode)answer.Status);
            foreach (string location in answer.Locations)
            {
                response.Headers.TryAddWithoutValidation("Location", location);
            }

            try
            {
                Uri? target = RedirectPolicy.TargetOf(response, from, RedirectOptions.AllowInsecure);

                Assert.True(target is null || (target.IsAbsoluteUri && target.Scheme is "http" or "https"), $"{target}");
                _ = target is null ? null : new HttpRequestMessage(HttpMethod.Get, target).RequestUri!.PathAndQuery;
            }
            catch (FetchException exception)
            {
                Assert.Equal(FetchFailureKind.ProtocolError, exception.Failure.Kind);
            }
        });
    }

    // With one location less, or with one of them shorter.
    private static IEnumerable<(int Status, string[] Locations)> Smaller((int Status, string[] Locations) answer) =>
        (answer.Locations.Length > 1 ? Generate.Smaller(answer.Locations) : [])
        .Concat(answer.Locations.SelectMany((location, index) => Generate.Smaller(location).Select(shorter =>
        {
            string[] locations = [.. answer.Locations];
            locations[index] = shorter;
            return locations;
        })))
        .Select(locations => (answer.Status, locations));
}
