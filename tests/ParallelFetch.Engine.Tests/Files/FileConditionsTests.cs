using System.Net;
using ParallelFetch.Files;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests.Files;

public sealed class FileConditionsTests
{
    private static readonly Validators Stored = new(ServerFile.Owner.ToString(), "\"1\"", ServerFile.Modified) { IsTimeStrong = true };
    private static readonly FileConditions OfPart = new(60, 0, Stored, null);
    private static readonly FileConditions OfWhole = new(0, 100, Stored, "a.bin");
    private static readonly FileConditions OfVersion = new(0, 0, Stored, "a.bin");

    [Fact]
    public void The_rest_is_asked_for_from_the_last_byte_of_the_part()
    {
        RequestHeaders headers = OfPart.AddTo(RequestHeaders.Default, wantsIdentity: true);

        Assert.Equal(("bytes=59-", "\"1\"", "identity"), (Value(headers, "Range"), Value(headers, "If-Range"), Value(headers, "Accept-Encoding")));
        Assert.False(headers.Contains("If-None-Match"));
    }

    [Fact]
    public void A_version_is_asked_about_by_its_tag_or_else_by_its_time()
    {
        RequestHeaders byTag = OfVersion.AddTo(RequestHeaders.Default, wantsIdentity: false);
        RequestHeaders byTime = (OfVersion with { Stored = Stored with { ETag = null } }).AddTo(RequestHeaders.Default, wantsIdentity: false);

        Assert.Equal("\"1\"", Value(byTag, "If-None-Match"));
        Assert.Equal(ServerFile.Modified, Value(byTime, "If-Modified-Since"));
        Assert.False(byTag.Contains("If-Modified-Since") || byTag.Contains("Range") || byTime.Contains("If-None-Match"));
    }

    [Fact]
    public void Where_nothing_is_there_nothing_is_added() =>
        Assert.Same(RequestHeaders.Default, default(FileConditions).AddTo(RequestHeaders.Default, wantsIdentity: false));

    [Theory]
    [InlineData(59, 99, 100L, "\"1\"", true)]
    [InlineData(58, 99, 100L, "\"1\"", false)]
    [InlineData(60, 99, 100L, "\"1\"", false)]
    [InlineData(59, 98, 100L, "\"1\"", false)]
    [InlineData(59, 99, 101L, "\"1\"", false)]
    [InlineData(59, 99, null, "\"1\"", false)]
    [InlineData(59, 99, 100L, "\"2\"", false)]
    [InlineData(59, 99, 100L, "W/\"1\"", false)]
    [InlineData(59, 99, 100L, null, false)]
    public void Only_the_rest_of_the_same_version_is_the_rest(int from, int to, long? total, string? etag, bool isRest) =>
        Assert.Equal(isRest ? FileReception.Rest : FileReception.Restart, Judge(OfPart, ServerFile.Response(HttpStatusCode.PartialContent, from, to, total, etag)));

    [Fact]
    public void A_part_without_a_range_or_with_a_coding_is_not_the_rest()
    {
        HttpResponseMessage bare = ServerFile.Response(HttpStatusCode.PartialContent, 59);
        bare.Content.Headers.ContentRange = null;
        HttpResponseMessage coded = ServerFile.Response(HttpStatusCode.PartialContent, 59);
        coded.Content.Headers.ContentEncoding.Add("gzip");

        Assert.Equal(FileReception.Restart, Judge(OfPart, bare));
        Assert.Equal(FileReception.Restart, Judge(OfPart, coded));
    }

    [Theory]
    [InlineData(99, 99, 100L, true)]
    [InlineData(99, 99, 101L, false)]
    [InlineData(98, 99, 100L, false)]
    public void The_last_byte_of_the_same_version_says_that_a_file_is_whole(int from, int to, long total, bool isWhole) => Assert.Equal(
        isWhole ? FileReception.UpToDate : FileReception.Restart,
        Judge(OfWhole, ServerFile.Response(HttpStatusCode.PartialContent, from, to, total)));

    [Theory]
    [InlineData(HttpStatusCode.RequestedRangeNotSatisfiable, true, FileReception.Restart)]
    [InlineData(HttpStatusCode.RequestedRangeNotSatisfiable, false, FileReception.NotForFile)]
    [InlineData(HttpStatusCode.NotModified, false, FileReception.UpToDate)]
    [InlineData(HttpStatusCode.NotModified, true, FileReception.NotForFile)]
    [InlineData(HttpStatusCode.OK, true, FileReception.Whole)]
    [InlineData(HttpStatusCode.OK, false, FileReception.Whole)]
    [InlineData(HttpStatusCode.NotFound, true, FileReception.NotForFile)]
    [InlineData(HttpStatusCode.Found, false, FileReception.NotForFile)]
    public void Each_status_has_its_meaning(HttpStatusCode status, bool hasPart, object expected) =>
        Assert.Equal((FileReception)expected, Judge(hasPart ? OfPart : OfVersion, ServerFile.Response(status)));

    [Theory]
    [InlineData(ServerFile.Modified, FileReception.UpToDate)]
    [InlineData(null, FileReception.UpToDate)]
    [InlineData("Sun, 01 Jan 2023 00:00:00 GMT", FileReception.Restart)]
    public void Not_newer_than_a_file_of_unknown_origin_is_not_the_same(string? serversTime, object expected)
    {
        using var file = new Fakes.TemporaryFile(1);
        File.SetLastWriteTimeUtc(file.Path, DateTime.Parse(ServerFile.Modified, System.Globalization.CultureInfo.InvariantCulture).ToUniversalTime());
        var ofTime = new FileConditions(0, 0, Validators.OfTime(file.Path, ServerFile.Owner), file.Path);

        Assert.Equal((FileReception)expected, Judge(ofTime, ServerFile.Response(HttpStatusCode.NotModified, etag: null, modified: serversTime)));
    }

    [Fact]
    public void A_part_that_nobody_asked_for_is_an_error_and_one_that_the_user_asked_for_is_a_file()
    {
        HttpResponseMessage part = ServerFile.Response(HttpStatusCode.PartialContent, 59);

        Assert.Equal(FetchFailureKind.ProtocolError, Assert.Throws<FetchException>(() => Judge(default, part)).Failure.Kind);
        Assert.Equal(FileReception.Whole, default(FileConditions).Judge(part, isRangeAsked: true, keepsCoding: false));
    }

    private static FileReception Judge(FileConditions conditions, HttpResponseMessage response) =>
        conditions.Judge(response, isRangeAsked: false, keepsCoding: false);

    private static string? Value(RequestHeaders headers, string name) => headers.Fields.Single(field => field.Is(name)).Value;
}
