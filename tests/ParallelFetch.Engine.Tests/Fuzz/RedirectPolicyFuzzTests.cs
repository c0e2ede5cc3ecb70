using System.Net;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests.Fuzz;

public sealed class RedirectPolicyFuzzTests
{
    private const int Count = 20_000;

    [Fact]
    public void Any_location_leads_to_a_url_that_can_be_fetched_or_is_refused()
    {
        var from = new Uri("https://user:pass@host/a/b?c=d#e");
        for (int seed = 0; seed < Count; seed++)
        {
            var random = new FuzzedText(seed);
            using var response = new HttpResponseMessage((HttpStatusCode)random.Random.Next(300, 309));
            for (int left = random.Pick(1, 1, 1, 2); left > 0; left--)
            {
                response.Headers.TryAddWithoutValidation("Location", Location(random));
            }

            try
            {
                Uri? target = RedirectPolicy.TargetOf(response, from, RedirectOptions.AllowInsecure);

                Assert.True(target is null || (target.IsAbsoluteUri && target.Scheme is "http" or "https"), $"Seed {seed}: {target}");
                _ = target is null ? null : new HttpRequestMessage(HttpMethod.Get, target).RequestUri!.PathAndQuery;
            }
            catch (FetchException exception)
            {
                Assert.Equal(FetchFailureKind.ProtocolError, exception.Failure.Kind);
            }
        }
    }

    private static string Location(FuzzedText random) => random.Of(
        "http://", "https://", "http:", "//", "/", "\\", "host", "127.0.0.1", "[::1]", "[", ":", ":80", ":99999", "@", "user:pass@",
        "%", "%41", "%zz", "%00", "?", "a=b", "#", "..",
        ".", " ", "ü", "Ã¼", "日本", "javascript:", "data:,x", "urn:x", "<", "\"");
}
