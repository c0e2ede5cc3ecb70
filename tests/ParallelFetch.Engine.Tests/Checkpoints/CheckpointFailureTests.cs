using ParallelFetch.Checkpoints;

namespace ParallelFetch.Engine.Tests.Checkpoints;

public sealed class CheckpointFailureTests : IDisposable
{
    private readonly CheckpointFixture _fixture = new();
    private readonly MemoryCheckpointFile _file = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void A_full_disk_is_told_once_by_the_next_record()
    {
        CheckpointJournal journal = _fixture.Open(_file);
        journal.Record(CheckpointFixture.Entry(1));
        _fixture.Clock.Advance(CheckpointJournal.WriteInterval);
        _file.Capacity = (int)_file.Length + (CheckpointFixture.Line(2).Length * 3 / 2);
        journal.Record(CheckpointFixture.Entry(2));
        journal.Record(CheckpointFixture.Entry(3));
        _fixture.Clock.Advance(CheckpointJournal.WriteInterval);

        CheckpointException failure = Assert.Throws<CheckpointException>(() => journal.Record(CheckpointFixture.Entry(4)));
        int writes = _file.Writes;
        journal.Record(CheckpointFixture.Entry(5));
        _fixture.Clock.Advance(TimeSpan.FromHours(1));
        Assert.False(journal.IsDone(CheckpointFixture.Key(4)));
        Assert.False(journal.IsDone(CheckpointFixture.Key(5)));
        journal.Dispose();

        Assert.Equal(CheckpointFailureKind.WriteFailed, failure.Kind);
        Assert.Equal(_fixture.FilePath, failure.Path);
        Assert.Contains(_fixture.FilePath, failure.Message, StringComparison.Ordinal);
        Assert.Contains("No space left", failure.Message, StringComparison.Ordinal);
        Assert.Equal(writes, _file.Writes);

        // What got through is good: the next run continues there.
        using CheckpointJournal again = _fixture.Open(new MemoryCheckpointFile { Content = _file.Content });
        Assert.Equal([true, true, false, false, false], Enumerable.Range(1, 5).Select(number => again.IsDone(CheckpointFixture.Key(number))));
        Assert.True(again.DroppedBytes > 0);
    }

    [Fact]
    public void A_full_disk_is_told_by_closing_when_nothing_was_recorded_since()
    {
        CheckpointJournal journal = _fixture.Open(_file);
        journal.Record(CheckpointFixture.Entry(1));
        _file.Capacity = 0;

        Assert.Equal(CheckpointFailureKind.WriteFailed, Assert.Throws<CheckpointException>(journal.Dispose).Kind);
        Assert.True(_file.IsClosed);
        journal.Dispose();
    }

    [Fact]
    public void A_record_that_fills_the_buffer_is_told_itself()
    {
        CheckpointJournal journal = _fixture.Open(_file);
        _file.WriteFailure = new UnauthorizedAccessException("gone");
        CheckpointEntry large = CheckpointFixture.Entry(1) with { ETag = new string('e', CheckpointJournal.WriteThreshold) };

        Assert.Throws<CheckpointException>(() => journal.Record(large));
        Assert.False(journal.IsDone(CheckpointFixture.Key(1)));
        journal.Dispose();
    }

    [Fact]
    public void A_flush_that_fails_is_told()
    {
        using CheckpointJournal journal = _fixture.Open(_file);
        journal.Record(CheckpointFixture.Entry(1));
        _file.FlushFailure = new IOException("I/O error");
        _fixture.Clock.Advance(CheckpointJournal.FlushInterval);

        CheckpointException failure = Assert.Throws<CheckpointException>(() => journal.Record(CheckpointFixture.Entry(2)));
        Assert.Same(_file.FlushFailure, failure.InnerException);
    }

    [Fact]
    public void After_a_failure_nothing_is_written_any_more()
    {
        CheckpointJournal journal = _fixture.Open(_file);
        journal.Record(CheckpointFixture.Entry(1));
        _file.FlushFailure = new IOException("I/O error");
        _file.OnFlush = () =>
        {
            _file.OnFlush = null;
            journal.Record(CheckpointFixture.Entry(2));
        };
        _fixture.Clock.Advance(CheckpointJournal.FlushInterval);
        _fixture.Clock.Advance(CheckpointJournal.FlushInterval);

        Assert.Throws<CheckpointException>(journal.Dispose);
        Assert.Equal(CheckpointFixture.Header + CheckpointFixture.Line(1), CheckpointFixture.Text(_file.Content));
    }

    [Fact]
    public void What_another_program_wrote_is_not_overwritten()
    {
        CheckpointJournal journal = _fixture.Open(_file);
        journal.Record(CheckpointFixture.Entry(1));
        byte[] theirs = [.. _file.Content, .. "theirs\n"u8];
        _file.Content = theirs;
        _fixture.Clock.Advance(CheckpointJournal.WriteInterval);

        CheckpointException failure = Assert.Throws<CheckpointException>(journal.Dispose);
        Assert.Contains("Another program", failure.Message, StringComparison.Ordinal);
        Assert.Equal(theirs, _file.Content);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_told_when_it_is_opened_and_closed_again()
    {
        _file.ReadFailure = new IOException("I/O error");

        CheckpointException failure = Assert.Throws<CheckpointException>(() => _fixture.Open(_file));

        Assert.Equal(CheckpointFailureKind.OpenFailed, failure.Kind);
        Assert.Contains(_fixture.FilePath, failure.Message, StringComparison.Ordinal);
        Assert.True(_file.IsClosed);
    }

    [Fact]
    public void A_disk_that_is_full_from_the_start_is_told_when_the_journal_is_created()
    {
        _file.Capacity = 10;
        Assert.Equal(CheckpointFailureKind.OpenFailed, Assert.Throws<CheckpointException>(() => _fixture.Open(_file)).Kind);
        Assert.True(_file.IsClosed);
    }

    [Fact]
    public void An_entry_that_cannot_be_read_is_told()
    {
        MemoryCheckpointFile file = CheckpointFixture.FileOf(CheckpointFixture.Header, CheckpointFixture.Line(1));
        using CheckpointJournal journal = _fixture.Open(file);
        file.ReadFailure = new IOException("I/O error");

        CheckpointException failure = Assert.Throws<CheckpointException>(() => journal.TryGetEntry(CheckpointFixture.Key(1), out _));
        Assert.Equal(CheckpointFailureKind.ReadFailed, failure.Kind);
    }

    [Fact]
    public void A_folder_that_is_missing_is_created()
    {
        string path = Path.Combine(_fixture.FolderPath, "missing", "deeper", "run.checkpoint");

        CheckpointJournal.Open(path, TimeProvider.System, TestContext.Current.CancellationToken).Dispose();

        Assert.True(File.Exists(path));
    }

    [Fact]
    public void A_folder_that_cannot_be_created_is_named()
    {
        string file = Path.Combine(_fixture.FolderPath, "file");
        File.WriteAllText(file, string.Empty);

        CheckpointException refusal = _fixture.Refusal(Path.Combine(file, "run.checkpoint"));

        Assert.Equal(CheckpointFailureKind.OpenFailed, refusal.Kind);
        Assert.Contains(file, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_is_refused()
    {
        CheckpointException refusal = _fixture.Refusal(_fixture.FolderPath);

        Assert.Equal(CheckpointFailureKind.OpenFailed, refusal.Kind);
        Assert.Contains("it is a directory", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_read_only_file_is_refused()
    {
        Assert.SkipWhen(!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess, "Nothing is read-only for root.");
        File.WriteAllText(_fixture.FilePath, CheckpointFixture.Header);
        File.SetAttributes(_fixture.FilePath, FileAttributes.ReadOnly);

        CheckpointException refusal = _fixture.Refusal(_fixture.FilePath);
        File.SetAttributes(_fixture.FilePath, FileAttributes.Normal);

        Assert.Equal(CheckpointFailureKind.OpenFailed, refusal.Kind);
        Assert.Contains("access is denied", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/dev/zero")]
    public void A_device_is_refused(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are none.");
        Assert.Equal(CheckpointFailureKind.NotACheckpoint, _fixture.Refusal(path).Kind);
    }
}
