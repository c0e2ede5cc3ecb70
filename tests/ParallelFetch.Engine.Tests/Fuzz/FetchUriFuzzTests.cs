using FsCheck;
using FsCheck.Fluent;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests.Fuzz;

public sealed class FetchUriFuzzTests
{
    private const int Count = 20_000;
    private const string Secret = "S3cr3t";

    private static readonly Gen<string> Text = Generate.Text(
        "http://", "https://", "HTTP:", "ftp://", "file:///", "//", "/", "\\", "host", "example.com", "127.0.0.1", "[::1]", "[", "]",
        ":", ":80", ":99999", ":-1", "@", "user:pass@",
        "%", "%41", "%zz", "%00", "?", "a=b", "&", "#", "..", ".", " ", "\t", "ü", "xn--a", "日本", "😀", "\0", "C:\\", "mailto:", "<", ">", "\"");

    [Fact]
    public void Any_text_is_a_url_that_can_be_fetched_or_a_failure_that_says_why()
    {
        PropertyCheck.ForAll(Count, Text.Shrinking(), text =>
        {
            if (FetchUri.TryParse(text, out Uri? uri, out FetchFailure? failure))
            {
                Assert.Null(failure);
                AssertCanBeFetched(uri);
            }
            else
            {
                Assert.Null(uri);
                Assert.Equal(FetchFailureKind.InvalidUri, failure.Kind);
                Assert.Equal(FetchFailureKind.InvalidUri, FetchRequest.Create(text).Rejection?.Kind);
            }
        });
    }

    [Fact]
    public void Whatever_is_shown_of_a_text_is_short_and_without_its_password()
    {
        Gen<(string Start, string Behind)> texts =
            from start in Gen.Elements("", "http://", "https://", "HTTP:", "ftp://", "//")
            from rest in Text
            select (start, rest);
        PropertyCheck.ForAll(Count, Arb.From(texts, text => Generate.Smaller(text.Behind).Select(shorter => text with { Behind = shorter })), parts =>
        {
            string text = $"{parts.Start}user:{Secret}@{parts.Behind}";

            FetchRequest request = FetchRequest.Create(text);
            string shown = FetchUri.Display(request.Requested);

            Assert.DoesNotContain(Secret, $"{request.Requested} {(request.Requested as Uri)?.OriginalString} {request.Uri?.AbsoluteUri}", StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, shown, StringComparison.Ordinal);
            Assert.InRange(shown.Length, 1, 301);
        });
    }

    private static void AssertCanBeFetched(Uri uri)
    {
        Assert.True(uri.IsAbsoluteUri && uri.Scheme is "http" or "https" && uri.Host.Length > 0, $"{uri}");
        Assert.True(FetchUri.TryParse(uri.AbsoluteUri, out _, out _), uri.AbsoluteUri);
        Assert.EndsWith("added=1", FetchUri.WithQuery(uri, "added=1").Query, StringComparison.Ordinal);
        Assert.Equal(uri.UserInfo.Length > 0, UserInfo.Of(uri) is not null);
        Assert.Equal(string.Empty, new Uri(UserInfo.RemoveFrom(uri.AbsoluteUri)).UserInfo);
    }
}
