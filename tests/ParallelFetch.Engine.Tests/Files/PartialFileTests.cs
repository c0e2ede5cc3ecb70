using ParallelFetch.Files;

namespace ParallelFetch.Engine.Tests.Files;

public sealed class PartialFileTests : IDisposable
{
    private static readonly Validators Version = new(ServerFile.Owner.ToString(), "\"1\"", null);

    private readonly ServerFile _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task It_takes_the_place_of_the_file_in_the_end_and_not_before()
    {
        File.WriteAllText(_server.PathOf("a.bin"), "old");
        using (PartialFile part = PartialFile.Open(_server.Place(), 0))
        {
            await part.WriteAsync(ServerFile.Content, TestContext.Current.CancellationToken);
            Assert.Equal("old", File.ReadAllText(_server.PathOf("a.bin")));
            part.Commit(DateTimeOffset.UnixEpoch, _server.Target(), Version);
        }

        Assert.Equal(ServerFile.Content, File.ReadAllBytes(_server.PathOf("a.bin")));
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(_server.PathOf("a.bin")));
        Assert.Equal(["a.bin"], _server.Names);
    }

    [Fact]
    public async Task What_is_not_committed_is_gone_unless_it_is_kept()
    {
        using (PartialFile part = PartialFile.Open(_server.Place(), 0))
        {
            await part.WriteAsync(ServerFile.Content, TestContext.Current.CancellationToken);
        }

        Assert.Empty(_server.Names);
        using (PartialFile part = PartialFile.Open(_server.Place(), 0))
        {
            await part.WriteAsync(ServerFile.Content, TestContext.Current.CancellationToken);
            part.Keep(Version);
        }

        Assert.Equal([".a.bin.partial", ".a.bin.partial.info"], _server.Names);
        Assert.Equal(100, Validators.Load(_server.Place().PartInfo, ServerFile.Owner)!.Flushed);
    }

    [Fact]
    public void Only_one_can_write_it()
    {
        using PartialFile first = PartialFile.Open(_server.Place(), 0);

        Assert.Equal(FetchFailureKind.OutFileFailed, Assert.Throws<FetchException>(() => PartialFile.Open(_server.Place(), 0)).Failure.Kind);
    }

    [Fact]
    public void What_is_abandoned_is_removed_and_what_is_being_written_is_not()
    {
        FilePlace place = _server.Place();
        using (PartialFile.Open(place, 0))
        {
            Version.Save(place.PartInfo);
            PartialFile.DiscardAbandoned(place);
            Assert.Equal([".a.bin.partial", ".a.bin.partial.info"], _server.Names);
        }

        File.WriteAllText(place.Part, "x");
        Version.Save(place.PartInfo);
        PartialFile.DiscardAbandoned(place);
        Assert.Empty(_server.Names);
    }

    [Fact]
    public void A_note_that_cannot_be_removed_does_not_keep_the_part()
    {
        Directory.CreateDirectory(_server.Place().PartInfo);

        PartialFile.Open(_server.Place(), 0).Dispose();

        Assert.Empty(_server.Names);
    }

    [Fact]
    public void What_was_written_before_the_machine_started_counts_as_far_as_it_was_flushed()
    {
        FilePlace place = _server.Place();
        File.WriteAllBytes(place.Part, ServerFile.Content);
        Assert.Equal(100, PartialFile.LengthOf(place, flushed: 30));

        File.SetLastWriteTimeUtc(place.Part, new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        Assert.Equal(30, PartialFile.LengthOf(place, flushed: 30));
        Assert.Equal(100, PartialFile.LengthOf(place, flushed: 300));
        Assert.Equal(0, PartialFile.LengthOf(new FilePlace(_server.Target() with { Path = _server.PathOf("b.bin") }), flushed: 30));
    }

    [Fact]
    public void Less_than_there_should_be_is_an_error()
    {
        File.WriteAllBytes(_server.Place().Part, new byte[10]);

        Assert.Throws<FetchException>(() => PartialFile.Open(_server.Place(), 11));
    }
}
