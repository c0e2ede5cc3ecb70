using System.Globalization;
using ParallelFetch.Checkpoints;
using ParallelFetch.Engine.Tests.Checkpoints;
using ParallelFetch.Engine.Tests.Files.Naming;
using ParallelFetch.Files;

namespace ParallelFetch.Engine.Tests;

/// <summary>What the heap holds can be told only while nothing else runs.</summary>
[Collection(nameof(MemoryTests))]
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTests : IDisposable
{
    private readonly CheckpointFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void What_a_journal_keeps_does_not_grow_with_its_lines()
    {
        const int Entries = 100_000;
        using (CheckpointJournal journal = _fixture.Open())
        {
            for (int i = 0; i < Entries; i++)
            {
                journal.Record(CheckpointFixture.Entry(i) with { OutFile = new string('x', 500) });
            }
        }

        long before = GC.GetTotalMemory(forceFullCollection: true);
        using CheckpointJournal again = _fixture.Open();
        long used = GC.GetTotalMemory(forceFullCollection: true) - before;

        // The lines are 70 MB.
        Assert.True(again.TryGetEntry(CheckpointFixture.Key(Entries - 1), out _));
        Assert.InRange(used, 0, 30_000_000);
    }

    [Fact]
    public void A_file_name_that_is_taken_is_small()
    {
        const int Count = 40_000;
        var names = new NameRegistry();
        string padding = new('x', 180);
        long before = GC.GetTotalMemory(true);
        for (int i = 0; i < Count; i++)
        {
            names.Reserve(SafeName.Directory, string.Create(CultureInfo.InvariantCulture, $"{i}{padding}.txt"), out _);
        }

        long perName = (GC.GetTotalMemory(true) - before) / Count;
        GC.KeepAlive(names);

        // The path alone would be 430 octets.
        Assert.InRange(perName, 1, 200);
    }
}
