using System.Net;
using ParallelFetch.Checkpoints;
using ParallelFetch.Files;

namespace ParallelFetch.Engine.Tests.Files;

public sealed class ValidatorsTests(ServerFile server) : IClassFixture<ServerFile>
{
    [Theory]
    [InlineData("\"1\"", ServerFile.Modified, "\"1\"")]
    [InlineData("\"1\"", null, "\"1\"")]
    [InlineData(null, ServerFile.Modified, ServerFile.Modified)]
    [InlineData("W/\"1\"", ServerFile.Modified, ServerFile.Modified)]
    [InlineData("W/\"1\"", null, null)]
    [InlineData("W/\"1\"", "Thu, 01 Feb 2024 00:00:00 GMT", null)]
    [InlineData(null, null, null)]
    [InlineData(null, "Thu, 01 Feb 2024 00:00:00 GMT", null)]
    [InlineData(null, "nonsense", null)]
    public void Only_what_tells_bytes_apart_is_for_ranges(string? etag, string? modified, string? forRange) =>
        Assert.Equal(forRange, Validators.Of(ServerFile.Response(HttpStatusCode.OK, etag: etag, modified: modified), ServerFile.Owner).ForRange);

    [Fact]
    public void They_are_read_as_they_were_saved()
    {
        Validators saved = new Validators(ServerFile.Owner.ToString(), "\"ü\"", ServerFile.Modified)
        {
            IsTimeStrong = true,
            Name = "ä (1).bin",
            Wanted = "ä.bin",
            Length = 5_000_000_000,
            WrittenAt = 638_000_000_000_000_000,
            Flushed = 7,
        };
        saved.Save(server.PathOf("saved"));

        Assert.Equal(saved, Validators.Load(server.PathOf("saved"), ServerFile.Owner));
        Assert.Null(Validators.Load(server.PathOf("saved"), CheckpointKey.Of(HttpMethod.Get, new Uri("http://host/b.bin"), default)));
        Assert.Null(Validators.Load(server.PathOf("missing"), ServerFile.Owner));
    }

    [Fact]
    public void A_password_is_not_saved_and_does_not_matter()
    {
        var uri = new Uri("http://:secret@host/a.bin?token=secret");
        CheckpointKey owner = CheckpointKey.Of(HttpMethod.Get, uri, default);
        Validators.Of(ServerFile.Response(HttpStatusCode.OK), owner).Save(server.PathOf("secret"));

        Assert.DoesNotContain("secret", File.ReadAllText(server.PathOf("secret")), StringComparison.Ordinal);
        Assert.NotNull(Validators.Load(server.PathOf("secret"), CheckpointKey.Of(HttpMethod.Get, new Uri("http://:other@host/a.bin?token=secret"), default)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nul")]
    [InlineData("[]")]
    [InlineData("{\"Owner\":5}")]
    [InlineData("{\"Owner\":\"OWNER\",\"ETag\":\"x\\ny\"}")]
    [InlineData("{\"Owner\":\"OWNER\",\"Flushed\":\"x\"}")]
    public void Nonsense_is_nothing(string text)
    {
        File.WriteAllText(server.PathOf("nonsense"), text.Replace("OWNER", ServerFile.Owner.ToString(), StringComparison.Ordinal));

        Assert.Null(Validators.Load(server.PathOf("nonsense"), ServerFile.Owner));
    }

    [Fact]
    public void A_file_of_any_length_is_not_read()
    {
        File.WriteAllText(server.PathOf("long"), $"{{\"Owner\":\"{ServerFile.Owner}\",\"X\":\"{new string('x', 100_000)}\"}}");

        Assert.Null(Validators.Load(server.PathOf("long"), ServerFile.Owner));
    }

    [Fact]
    public void The_time_of_a_file_is_a_version_only_where_it_has_whole_seconds()
    {
        File.WriteAllText(server.PathOf("timed"), "x");
        File.SetLastWriteTimeUtc(server.PathOf("timed"), new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Validators ofTime = Validators.OfTime(server.PathOf("timed"), ServerFile.Owner)!;
        File.SetLastWriteTimeUtc(server.PathOf("timed"), new DateTime(2024, 1, 1, 0, 0, 0, 500, DateTimeKind.Utc));

        Assert.Equal(ServerFile.Modified, ofTime.ForRange);
        Assert.Null(Validators.OfTime(server.PathOf("timed"), ServerFile.Owner));

        // What the server says besides cannot contradict it.
        Assert.True(ofTime.IsSameVersion(Validators.Of(ServerFile.Response(HttpStatusCode.OK), ServerFile.Owner)));
        Assert.False(ofTime.IsSameVersion(Validators.Of(ServerFile.Response(HttpStatusCode.OK, modified: "Tue, 02 Jan 2024 00:00:00 GMT"), ServerFile.Owner)));
    }
}
