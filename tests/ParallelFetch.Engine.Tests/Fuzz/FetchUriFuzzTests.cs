using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests.Fuzz;

public sealed class FetchUriFuzzTests
{
    private const int Count = 20_000;
    private const string Secret = "S3cr3t";

    [Fact]
    public void Any_text_is_a_url_that_can_be_fetched_or_a_failure_that_says_why()
    {
        for (int seed = 0; seed < Count; seed++)
        {
            string text = Text(new FuzzedText(seed));

            if (FetchUri.TryParse(text, out Uri? uri, out FetchFailure? failure))
            {
                Assert.Null(failure);
                AssertCanBeFetched(uri, seed);
            }
            else
            {
                Assert.Null(uri);
                Assert.Equal(FetchFailureKind.InvalidUri, failure.Kind);
                Assert.Equal(FetchFailureKind.InvalidUri, FetchRequest.Create(text).Rejection?.Kind);
            }
        }
    }

    [Fact]
    public void Whatever_is_shown_of_a_text_is_short_and_without_its_password()
    {
        for (int seed = 0; seed < Count; seed++)
        {
            var random = new FuzzedText(seed);
            string text = $"{random.Pick("", "http://", "https://", "HTTP:", "ftp://", "//")}user:{Secret}@{Text(random)}";

            FetchRequest request = FetchRequest.Create(text);
            string shown = FetchUri.Display(request.Requested);

            Assert.DoesNotContain(Secret, $"{request.Requested} {(request.Requested as Uri)?.OriginalString} {request.Uri?.AbsoluteUri}", StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, shown, StringComparison.Ordinal);
            Assert.InRange(shown.Length, 1, 301);
        }
    }

    private static void AssertCanBeFetched(Uri uri, int seed)
    {
        Assert.True(uri.IsAbsoluteUri && uri.Scheme is "http" or "https" && uri.Host.Length > 0, $"Seed {seed}: {uri}");
        Assert.True(FetchUri.TryParse(uri.AbsoluteUri, out _, out _), $"Seed {seed}: {uri.AbsoluteUri}");
        Assert.EndsWith("added=1", FetchUri.WithQuery(uri, "added=1").Query, StringComparison.Ordinal);
        Assert.Equal(uri.UserInfo.Length > 0, UserInfo.Of(uri) is not null);
        Assert.Equal(string.Empty, new Uri(UserInfo.RemoveFrom(uri.AbsoluteUri)).UserInfo);
    }

    private static string Text(FuzzedText random) => random.Of(
        "http://", "https://", "HTTP:", "ftp://", "file:///", "//", "/", "\\", "host", "example.com", "127.0.0.1", "[::1]", "[", "]",
        ":", ":80", ":99999", ":-1", "@", "user:pass@",
        "%", "%41", "%zz", "%00", "?", "a=b", "&", "#", "..", ".", " ", "\t", "ü", "xn--a", "日本", "😀", "\0", "C:\\", "mailto:", "<", ">", "\"");
}
