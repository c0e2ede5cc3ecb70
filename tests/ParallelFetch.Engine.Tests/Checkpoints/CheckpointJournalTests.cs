using ParallelFetch.Checkpoints;

namespace ParallelFetch.Engine.Tests.Checkpoints;

public sealed class CheckpointJournalTests : IDisposable
{
    private readonly CheckpointFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void A_run_continues_where_the_last_one_ended()
    {
        using (CheckpointJournal first = _fixture.Open())
        {
            Assert.Equal(0, first.Count());
            Assert.False(first.IsDone(CheckpointFixture.Key(1)));
            first.Record(CheckpointFixture.Entry(1));
            Assert.True(first.IsDone(CheckpointFixture.Key(1)));
        }

        using (CheckpointJournal second = _fixture.Open())
        {
            Assert.True(second.IsDone(CheckpointFixture.Key(1)));
            Assert.False(second.IsDone(CheckpointFixture.Key(2)));
            second.Record(CheckpointFixture.Entry(2));
        }

        using CheckpointJournal third = _fixture.Open();
        Assert.Equal(2, third.Count());
        Assert.Equal(0, third.DroppedBytes);
        Assert.Equal(0, third.CorruptLines);
        Assert.Equal(_fixture.FilePath, third.Path);
        Assert.True(third.TryGetEntry(CheckpointFixture.Key(1), out CheckpointEntry? one));
        Assert.True(third.TryGetEntry(CheckpointFixture.Key(2), out CheckpointEntry? two));
        Assert.Equal([CheckpointFixture.Entry(1), CheckpointFixture.Entry(2)], [one, two]);
        Assert.False(third.TryGetEntry(CheckpointFixture.Key(3), out _));
    }

    [Fact]
    public void A_file_that_somebody_created_empty_is_as_good_as_none()
    {
        File.WriteAllText(_fixture.FilePath, string.Empty);

        using (CheckpointJournal journal = _fixture.Open())
        {
            journal.Record(CheckpointFixture.Entry(1));
        }

        Assert.Equal(CheckpointFixture.Header + CheckpointFixture.Line(1), File.ReadAllText(_fixture.FilePath));
    }

    [Fact]
    public void An_entry_is_found_before_and_after_it_is_written()
    {
        var file = new MemoryCheckpointFile();
        using CheckpointJournal journal = _fixture.Open(file);
        for (int i = 0; i < 3; i++)
        {
            journal.Record(CheckpointFixture.FullEntry(i));
        }

        RequireAll();
        Assert.Equal(CheckpointFixture.Header.Length, file.Length);
        _fixture.Clock.Advance(CheckpointJournal.WriteInterval);
        Assert.True(file.Length > CheckpointFixture.Header.Length);
        journal.Record(CheckpointFixture.FullEntry(3));
        RequireAll();

        void RequireAll()
        {
            for (int i = 0; i < journal.Count(); i++)
            {
                Assert.True(journal.TryGetEntry(CheckpointFixture.FullEntry(i).Key, out CheckpointEntry? entry));
                Assert.Equal(CheckpointFixture.FullEntry(i), entry);
            }
        }
    }

    [Fact]
    public void The_last_word_about_a_url_counts()
    {
        using (CheckpointJournal journal = _fixture.Open())
        {
            journal.Record(CheckpointFixture.Entry(1) with { StatusCode = 404 });
            journal.Record(CheckpointFixture.Entry(2));
            journal.Record(CheckpointFixture.Entry(1) with { StatusCode = 201 });
            Require(journal);
        }

        using CheckpointJournal again = _fixture.Open();
        Require(again);

        static void Require(CheckpointJournal journal)
        {
            Assert.Equal(2, journal.Count());
            Assert.True(journal.TryGetEntry(CheckpointFixture.Key(1), out CheckpointEntry? entry));
            Assert.Equal(201, entry.StatusCode);
        }
    }

    [Fact]
    public async Task Many_threads_may_record_at_once()
    {
        const int Threads = 8;
        const int Each = 10_000;
        using (var journal = CheckpointJournal.Open(_fixture.FilePath, TimeProvider.System, TestContext.Current.CancellationToken))
        {
            Task[] threads = [.. Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
                () => RecordMany(journal, thread * Each, Each), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
            await Task.WhenAll(threads);
        }

        using CheckpointJournal again = _fixture.Open();
        Assert.Equal(0, again.CorruptLines);
        Assert.Equal(0, again.DroppedBytes);
        for (int i = 0; i < Threads * Each; i++)
        {
            CheckpointEntry expected = CheckpointFixture.FullEntry(i);
            Assert.True(again.TryGetEntry(expected.Key, out CheckpointEntry? entry));
            Assert.Equal(expected, entry);
        }

        static void RecordMany(CheckpointJournal journal, int first, int count)
        {
            for (int i = first; i < first + count; i++)
            {
                CheckpointEntry entry = CheckpointFixture.FullEntry(i);
                journal.Record(entry);
                if (i % 100 == 0)
                {
                    Assert.True(journal.TryGetEntry(entry.Key, out CheckpointEntry? read));
                    Assert.Equal(entry, read);
                }
            }
        }
    }

    [Fact]
    public void A_closed_journal_says_so()
    {
        CheckpointJournal journal = _fixture.Open();
        journal.Record(CheckpointFixture.Entry(1));
        journal.Dispose();
        journal.Dispose();

        Assert.Throws<ObjectDisposedException>(() => journal.Record(CheckpointFixture.Entry(2)));
        Assert.Throws<ObjectDisposedException>(() => journal.TryGetEntry(CheckpointFixture.Key(1), out _));
    }

    [Fact]
    public void The_reading_of_a_long_file_can_be_cancelled_and_leaves_it_as_it_was()
    {
        MemoryCheckpointFile file = CheckpointFixture.FileOf([CheckpointFixture.Header, .. Enumerable.Range(0, 1000).Select(CheckpointFixture.Line), "torn"]);
        byte[] before = file.Content;
        using var stopping = new CancellationTokenSource();
        file.OnRead = count => (count == 3 ? stopping : null)?.Cancel();

        Assert.Throws<OperationCanceledException>(() => CheckpointJournal.Open(_fixture.FilePath, _fixture.Clock, _ => file, stopping.Token));

        Assert.Equal(3, file.Reads);
        Assert.Equal(before, file.Content);
        Assert.True(file.IsClosed);
    }
}
