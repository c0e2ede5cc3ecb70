using System.Text;
using ParallelFetch.Checkpoints;

namespace ParallelFetch.Engine.Tests.Checkpoints;

public sealed class CheckpointRepairTests : IDisposable
{
    private static readonly string TwoLines = CheckpointFixture.Header + CheckpointFixture.Line(1) + CheckpointFixture.Line(CheckpointFixture.FullEntry(2));

    private readonly CheckpointFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void A_line_torn_at_any_byte_is_repaired()
    {
        byte[] whole = Encoding.UTF8.GetBytes(TwoLines + CheckpointFixture.Line(CheckpointFixture.FullEntry(3)));
        int lastLine = Encoding.UTF8.GetByteCount(TwoLines);
        for (int length = lastLine; length < whole.Length; length++)
        {
            RequireRepair(whole[..length], lastLine);
        }
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("", 4096)]
    [InlineData("", 3_000_000)]
    [InlineData("{\"key\":\"01", 5000)]
    [InlineData("{\"key\":\"01", 3_000_000)]
    public void What_a_power_cut_leaves_at_the_end_is_cut_off(string torn, int nuls)
    {
        byte[] whole = Encoding.UTF8.GetBytes(TwoLines + torn + new string('\0', nuls));
        RequireRepair(whole, Encoding.UTF8.GetByteCount(TwoLines));
    }

    [Fact]
    public void A_last_line_is_only_complete_with_its_line_feed()
    {
        using CheckpointJournal journal = _fixture.Open(CheckpointFixture.FileOf(TwoLines[..^1]));

        Assert.Equal(Encoding.UTF8.GetByteCount(CheckpointFixture.Line(CheckpointFixture.FullEntry(2))) - 1, journal.DroppedBytes);
        Assert.False(journal.IsDone(CheckpointFixture.FullEntry(2).Key));
        Assert.True(journal.IsDone(CheckpointFixture.Key(1)));
    }

    [Fact]
    public void A_journal_torn_while_it_was_created_is_begun_again()
    {
        // What is shorter could be somebody's file.
        int shortest = "{\"format\":\"ParallelFetch".Length;
        foreach (int length in Enumerable.Range(shortest, CheckpointFixture.Header.Length - shortest).Prepend(0))
        {
            foreach (int nuls in new[] { 0, CheckpointFixture.Header.Length - length })
            {
                MemoryCheckpointFile file = CheckpointFixture.FileOf(CheckpointFixture.Header[..length], new string('\0', nuls));
                using (CheckpointJournal journal = _fixture.Open(file))
                {
                    Assert.Equal(length + nuls, journal.DroppedBytes);
                    journal.Record(CheckpointFixture.Entry(1));
                }

                Assert.Equal(CheckpointFixture.Header + CheckpointFixture.Line(1), CheckpointFixture.Text(file.Content));
            }
        }
    }

    public static TheoryData<string> Garbage => new()
    {
        "garbage",
        "{",
        "{}",
        "[]",
        "null",
        new string('\0', 5000),
        new string('\0', 100) + CheckpointFixture.Line(2).TrimEnd(),
        new string('x', 1024 * 1024 - 1),
        new string('x', 1024 * 1024),
        new string('x', 1024 * 1024 + 1),
        new string('x', 2 * 1024 * 1024),
        new string('x', 3_000_000) + CheckpointFixture.Line(2).TrimEnd(),
        CheckpointFixture.Line(2)[..^2],
        CheckpointFixture.Line(2).TrimEnd() + "}",
        CheckpointFixture.Line(2).TrimEnd() + CheckpointFixture.Line(2).TrimEnd(),
        CheckpointFixture.Line(2)[10..].TrimEnd(),
        CheckpointFixture.Header.TrimEnd(),
        CheckpointFixture.Line(2).TrimEnd().Replace("\"key\":\"", "\"key\":\"x", StringComparison.Ordinal),
        CheckpointFixture.Line(2).TrimEnd().Replace("\"key\"", "\"kay\"", StringComparison.Ordinal),
        CheckpointFixture.Line(2).TrimEnd().Replace("\"url\"", "\"uri\"", StringComparison.Ordinal),
        CheckpointFixture.Line(2).TrimEnd().Replace("\"GET\"", "null", StringComparison.Ordinal),
        CheckpointFixture.Line(2).TrimEnd().Replace("200", "\"200\"", StringComparison.Ordinal),
        CheckpointFixture.Line(2).TrimEnd().Replace("200", "20000000000", StringComparison.Ordinal),
        CheckpointFixture.Line(2).TrimEnd().Replace("2026-", "2026+", StringComparison.Ordinal),
        CheckpointFixture.Line(2).TrimEnd().Replace("http:", "\\ud800", StringComparison.Ordinal),
        CheckpointFixture.Line(2).TrimEnd()[..^1] + ",\"outFile\":1}",
        CheckpointFixture.Line(2).TrimEnd()[..^1] + ",\"length\":\"1\"}",
    };

    [Theory]
    [MemberData(nameof(Garbage), DisableDiscoveryEnumeration = true)]
    public void A_line_that_makes_no_sense_costs_that_url_alone(string garbage)
    {
        MemoryCheckpointFile file = CheckpointFixture.FileOf(CheckpointFixture.Header, CheckpointFixture.Line(1), garbage, "\n", CheckpointFixture.Line(3));
        byte[] before = file.Content;
        using CheckpointJournal journal = _fixture.Open(file);

        Assert.Equal(1, journal.CorruptLines);
        Assert.Equal(0, journal.DroppedBytes);
        Assert.Equal(2, journal.Count());
        Assert.True(journal.TryGetEntry(CheckpointFixture.Key(1), out CheckpointEntry? one));
        Assert.True(journal.TryGetEntry(CheckpointFixture.Key(3), out CheckpointEntry? three));
        Assert.Equal([CheckpointFixture.Entry(1), CheckpointFixture.Entry(3)], [one, three]);
        Assert.False(journal.IsDone(CheckpointFixture.Key(2)));
        Assert.Equal(before, file.Content);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_garbage_too()
    {
        byte[] line = Encoding.UTF8.GetBytes(CheckpointFixture.Line(2));
        line[Array.LastIndexOf(line, (byte)'e')] = 0xFF;
        MemoryCheckpointFile file = CheckpointFixture.FileOf(CheckpointFixture.Header, CheckpointFixture.Line(1));
        file.Content = [.. file.Content, .. line, .. Encoding.UTF8.GetBytes(CheckpointFixture.Line(3))];
        using CheckpointJournal journal = _fixture.Open(file);

        Assert.Equal(1, journal.CorruptLines);
        Assert.Equal(2, journal.Count());
    }

    /// <summary>Hits every byte in turn: never an exception, never more than the line that was hit (or its neighbour) lost.</summary>
    [Fact]
    public void A_flipped_bit_never_stops_a_run()
    {
        byte[] whole = Encoding.UTF8.GetBytes(TwoLines + CheckpointFixture.Line(3) + CheckpointFixture.Line(4));
        for (int i = CheckpointFixture.Header.Length; i < whole.Length; i++)
        {
            byte[] hit = [.. whole];
            hit[i] ^= (byte)(1 << (i % 8));
            using CheckpointJournal journal = _fixture.Open(new MemoryCheckpointFile { Content = hit });
            int found = Enumerable.Range(1, 4).Count(number =>
                journal.TryGetEntry(number == 2 ? CheckpointFixture.FullEntry(2).Key : CheckpointFixture.Key(number), out _));

            Assert.InRange(found, 2, 4);
            Assert.InRange(journal.CorruptLines, 0, 2);
        }
    }

    [Fact]
    public void What_somebody_changed_behind_the_journals_back_is_not_believed()
    {
        MemoryCheckpointFile file = CheckpointFixture.FileOf(TwoLines);
        using CheckpointJournal journal = _fixture.Open(file);

        file.Content = Encoding.UTF8.GetBytes(CheckpointFixture.Header + CheckpointFixture.Line(7) + CheckpointFixture.Line(8));
        Assert.False(journal.TryGetEntry(CheckpointFixture.Key(1), out CheckpointEntry? entry));
        file.Content = new byte[file.Content.Length];
        Assert.False(journal.TryGetEntry(CheckpointFixture.Key(1), out entry));
        file.Content = [];
        file.Content = new byte[CheckpointFixture.Header.Length];
        Assert.False(journal.TryGetEntry(CheckpointFixture.Key(1), out entry));
    }

    private void RequireRepair(byte[] content, int complete)
    {
        var file = new MemoryCheckpointFile { Content = content };
        using (CheckpointJournal journal = _fixture.Open(file))
        {
            Assert.Equal(content.Length - complete, journal.DroppedBytes);
            Assert.Equal(0, journal.CorruptLines);
            Assert.Equal(2, journal.Count());
            Assert.Equal(complete, file.Length);
            journal.Record(CheckpointFixture.Entry(4));
        }

        Assert.Equal(TwoLines + CheckpointFixture.Line(4), CheckpointFixture.Text(file.Content));
    }
}
