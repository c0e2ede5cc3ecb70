using System.Globalization;
using ParallelFetch.Checkpoints;
using ParallelFetch.Engine.Tests.Checkpoints;
using ParallelFetch.Engine.Tests.Files;
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

        long before = HeldMemory();
        using CheckpointJournal again = _fixture.Open();
        long used = HeldMemory() - before;

        // The lines are 70 MB.
        Assert.True(again.TryGetEntry(CheckpointFixture.Key(Entries - 1), out _));
        Assert.InRange(used, 0, 30_000_000);
    }

    [Fact]
    public void A_file_name_that_is_taken_is_small()
    {
        const int Count = 40_000;
        string padding = new('x', 180);
        long perName = 0;

        // Less than nothing is what a test before has let go of only now: then it is measured again.
        for (int tries = 3; tries > 0 && perName < 1; tries--)
        {
            var names = new NameRegistry();
            long before = HeldMemory();
            for (int i = 0; i < Count; i++)
            {
                names.Reserve(SafeName.Directory, string.Create(CultureInfo.InvariantCulture, $"{i}{padding}.txt"), out _);
            }

            perName = (HeldMemory() - before) / Count;
            GC.KeepAlive(names);
        }

        // The path alone would be 430 octets.
        Assert.InRange(perName, 1, 100);
    }

    [Fact]
    public void What_the_index_of_a_folder_keeps_of_a_file_is_small()
    {
        const int Files = 100_000;
        static CheckpointKey Key(int number) => CheckpointFixture.Key(number);
        new FolderIndex(_fixture.FolderPath).Note(new Validators(Key(0).ToString(), null, null) { Name = "file 0.bin" });
        using (StreamWriter lines = File.AppendText(Path.Combine(_fixture.FolderPath, FolderIndex.FileName)))
        {
            for (int i = 1; i < Files; i++)
            {
                lines.Write(string.Create(CultureInfo.InvariantCulture, $"{{\"Owner\":\"{Key(i)}\",\"Name\":\"file {i}.bin\",\"Length\":{i},\"ETag\":\"{new string('x', 200)}\"}}\n"));
            }
        }

        long before = HeldMemory();
        var index = new FolderIndex(_fixture.FolderPath);
        Validators last = Assert.Single(index.FilesOf(Key(Files - 1)));
        long used = HeldMemory() - before;
        GC.KeepAlive(index);

        // The lines are 30 MB.
        Assert.Equal(Files - 1, last.Length);
        Assert.InRange(used, 0, 20_000_000);
    }

    // What tests before have left to finalizers is gone before and after alike.
    private static long HeldMemory()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
