using Microsoft.Extensions.Time.Testing;
using ParallelFetch.Checkpoints;

namespace ParallelFetch.Engine.Tests.Checkpoints;

public sealed class CheckpointIntervalTests : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly CheckpointFixture _fixture = new();
    private readonly MemoryCheckpointFile _file = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void The_header_is_on_the_disk_before_anything_else()
    {
        using CheckpointJournal journal = _fixture.Open(_file);

        Assert.Equal(CheckpointFixture.Header, CheckpointFixture.Text(_file.OnDisk));
    }

    [Fact]
    public void A_record_is_written_after_the_write_interval()
    {
        using CheckpointJournal journal = _fixture.Open(_file);
        journal.Record(CheckpointFixture.Entry(1));
        _fixture.Clock.Advance(CheckpointJournal.WriteInterval - Tick);
        journal.Record(CheckpointFixture.Entry(2));
        Assert.Equal(CheckpointFixture.Header, CheckpointFixture.Text(_file.Content));

        _fixture.Clock.Advance(Tick);

        Assert.Equal(CheckpointFixture.Header + CheckpointFixture.Line(1) + CheckpointFixture.Line(2), CheckpointFixture.Text(_file.Content));
        Assert.Equal(CheckpointFixture.Header, CheckpointFixture.Text(_file.OnDisk));
    }

    [Fact]
    public void A_timer_that_comes_late_makes_no_difference_while_records_come()
    {
        var clock = new LateClock();
        using CheckpointJournal journal = CheckpointJournal.Open(_fixture.FilePath, clock, _ => _file, TestContext.Current.CancellationToken);
        journal.Record(CheckpointFixture.Entry(1));
        clock.Advance(CheckpointJournal.WriteInterval - Tick);
        journal.Record(CheckpointFixture.Entry(2));
        Assert.Equal(CheckpointFixture.Header.Length, _file.Length);

        clock.Advance(Tick);
        journal.Record(CheckpointFixture.Entry(3));

        Assert.Equal(
            CheckpointFixture.Header + CheckpointFixture.Line(1) + CheckpointFixture.Line(2) + CheckpointFixture.Line(3),
            CheckpointFixture.Text(_file.Content));
    }

    [Fact]
    public void The_interval_begins_with_the_first_record_each_time()
    {
        using CheckpointJournal journal = _fixture.Open(_file);
        for (int i = 0; i < 3; i++)
        {
            _fixture.Clock.Advance(TimeSpan.FromMinutes(1));
            int writes = _file.Writes;
            journal.Record(CheckpointFixture.Entry(i));
            Assert.Equal(writes, _file.Writes);
            _fixture.Clock.Advance(CheckpointJournal.WriteInterval);
            Assert.Equal(writes + 1, _file.Writes);
        }

        int before = _file.Writes;
        _fixture.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(before, _file.Writes);
    }

    [Fact]
    public void Much_is_written_at_once()
    {
        using CheckpointJournal journal = _fixture.Open(_file);
        int line = CheckpointFixture.Line(10_000).Length;
        int count = (CheckpointJournal.WriteThreshold + line - 1) / line;
        for (int i = 1; i < count; i++)
        {
            journal.Record(CheckpointFixture.Entry(10_000 + i));
        }

        Assert.Equal(CheckpointFixture.Header.Length, _file.Length);
        journal.Record(CheckpointFixture.Entry(10_000 + count));

        Assert.Equal(CheckpointFixture.Header.Length + (count * line), _file.Length);
    }

    [Fact]
    public void A_record_is_on_the_disk_after_the_flush_interval()
    {
        using CheckpointJournal journal = _fixture.Open(_file);
        journal.Record(CheckpointFixture.Entry(1));
        _fixture.Clock.Advance(CheckpointJournal.FlushInterval - TimeSpan.FromMilliseconds(50));
        journal.Record(CheckpointFixture.Entry(2));
        Assert.Equal(1, _file.Flushes);

        _fixture.Clock.Advance(TimeSpan.FromMilliseconds(50));

        Assert.Equal(CheckpointFixture.Header + CheckpointFixture.Line(1) + CheckpointFixture.Line(2), CheckpointFixture.Text(_file.OnDisk));
        Assert.Equal(2, _file.Flushes);
    }

    [Fact]
    public void A_journal_that_rests_leaves_the_disk_alone()
    {
        using CheckpointJournal journal = _fixture.Open(_file);
        for (int i = 1; i <= 2; i++)
        {
            journal.Record(CheckpointFixture.Entry(i));

            // In steps, because the clock calls a timer that is set again only once in a step.
            for (int step = 0; step < 20; step++)
            {
                _fixture.Clock.Advance(CheckpointJournal.FlushInterval);
            }

            Assert.Equal(1 + i, _file.Flushes);
        }

        Assert.Equal(_file.Content, _file.OnDisk);
    }

    [Fact]
    public void What_is_recorded_during_a_flush_waits_for_the_next_one_and_nobody_else_does()
    {
        using CheckpointJournal journal = _fixture.Open(_file);
        journal.Record(CheckpointFixture.Entry(1));
        _file.OnFlush = () =>
        {
            _file.OnFlush = null;

            // From another thread, as it would be: it must get through while the disk is busy.
            Assert.True(Task.Run(() => journal.Record(CheckpointFixture.Entry(2))).Wait(TimeSpan.FromSeconds(30)));
            Assert.True(Task.Run(() => journal.TryGetEntry(CheckpointFixture.Key(1), out _)).Wait(TimeSpan.FromSeconds(30)));
            _fixture.Clock.Advance(TimeSpan.FromSeconds(10));
        };
        _fixture.Clock.Advance(CheckpointJournal.FlushInterval);

        Assert.Null(_file.OnFlush);
        Assert.Equal(CheckpointFixture.Header + CheckpointFixture.Line(1), CheckpointFixture.Text(_file.OnDisk));
        _fixture.Clock.Advance(CheckpointJournal.FlushInterval);
        Assert.Equal(CheckpointFixture.Header + CheckpointFixture.Line(1) + CheckpointFixture.Line(2), CheckpointFixture.Text(_file.OnDisk));
    }

    [Fact]
    public void Closing_writes_flushes_and_closes()
    {
        CheckpointJournal journal = _fixture.Open(_file);
        journal.Record(CheckpointFixture.Entry(1));
        journal.Dispose();

        Assert.Equal(CheckpointFixture.Header + CheckpointFixture.Line(1), CheckpointFixture.Text(_file.OnDisk));
        Assert.True(_file.IsClosed);
        int flushes = _file.Flushes;
        _fixture.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(flushes, _file.Flushes);
    }

    [Fact]
    public void Closing_waits_for_a_flush_under_way_and_tells_how_it_ended()
    {
        CheckpointJournal journal = _fixture.Open(_file);
        journal.Record(CheckpointFixture.Entry(1));
        Task? closing = null;
        _file.OnFlush = () =>
        {
            _file.OnFlush = () => _file.FlushFailure = null;
            _file.FlushFailure = new IOException("I/O error");
            closing = Task.Factory.StartNew(journal.Dispose, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            Assert.True(SpinWait.SpinUntil(IsClosing, TimeSpan.FromSeconds(30)));
            Assert.False(_file.IsClosed);
        };
        _fixture.Clock.Advance(CheckpointJournal.FlushInterval);

        AggregateException told = Assert.Throws<AggregateException>(() => closing!.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Contains("I/O error", Assert.IsType<CheckpointException>(told.InnerException).Message, StringComparison.Ordinal);
        Assert.True(_file.IsClosed);

        bool IsClosing()
        {
            try
            {
                journal.TryGetEntry(CheckpointFixture.Key(1), out _);
                return false;
            }
            catch (ObjectDisposedException)
            {
                return true;
            }
        }
    }

    /// <summary>A clock whose timers never come.</summary>
    private sealed class LateClock : FakeTimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
