using System.Diagnostics;
using ParallelFetch.Checkpoints;

namespace ParallelFetch.Engine.Tests.Checkpoints;

public sealed class CheckpointLockTests : IDisposable
{
    private readonly CheckpointFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void A_second_journal_in_this_process_is_refused()
    {
        using (CheckpointJournal first = _fixture.Open())
        {
            RequireInUse();
            first.Record(CheckpointFixture.Entry(1));
        }

        using CheckpointJournal second = _fixture.Open();
        Assert.True(second.IsDone(CheckpointFixture.Key(1)));
    }

    [Fact]
    public void Another_name_of_the_file_is_no_way_around()
    {
        string other = Path.Combine(_fixture.FolderPath, "link");
        using CheckpointJournal first = _fixture.Open();
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        File.CreateSymbolicLink(other, _fixture.FilePath);

        Assert.Equal(CheckpointFailureKind.InUse, _fixture.Refusal(other).Kind);
    }

    [Fact]
    public void A_journal_that_was_refused_does_not_keep_its_file_locked()
    {
        File.WriteAllText(_fixture.FilePath, "something else\n");
        Assert.Equal(CheckpointFailureKind.NotACheckpoint, _fixture.Refusal(_fixture.FilePath).Kind);
        Assert.Equal(CheckpointFailureKind.NotACheckpoint, _fixture.Refusal(_fixture.FilePath).Kind);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2000)]
    [InlineData(5000)]
    public void A_journal_in_another_process_is_refused_until_that_is_killed_and_what_it_wrote_is_there(int records)
    {
        using Process other = RecordingProcess.Start(_fixture.FilePath);
        try
        {
            // It takes a second or two; the limit is there only so that a mistake does not hang the run.
            Assert.True(SpinWait.SpinUntil(() => other.HasExited || Progress() >= records, TimeSpan.FromMinutes(2)));
            Assert.False(other.HasExited);
            RequireInUse();
        }
        finally
        {
            other.Kill();
            other.WaitForExit();
        }

        long promised = Progress();
        using CheckpointJournal journal = _fixture.Open();
        Assert.Equal(0, journal.CorruptLines);
        for (int i = 0; i < promised; i++)
        {
            Assert.True(journal.TryGetEntry(CheckpointFixture.FullEntry(i).Key, out CheckpointEntry? entry));
            Assert.Equal(CheckpointFixture.FullEntry(i), entry);
        }

        long Progress() => new FileInfo(RecordingProcess.ProgressPath(_fixture.FilePath)) is { Exists: true } file ? file.Length : 0;
    }

    private void RequireInUse()
    {
        CheckpointException refusal = _fixture.Refusal(_fixture.FilePath);

        Assert.Equal(CheckpointFailureKind.InUse, refusal.Kind);
        Assert.Equal(_fixture.FilePath, refusal.Path);
        Assert.StartsWith($"Another run uses this checkpoint file: '{_fixture.FilePath}'.", refusal.Message, StringComparison.Ordinal);
    }
}
