using ParallelFetch.Checkpoints;

namespace ParallelFetch.Engine.Tests.Checkpoints;

/// <summary>Short questions to a journal.</summary>
internal static class JournalExtensions
{
    internal static bool IsDone(this CheckpointJournal journal, CheckpointKey key) => journal.TryGetEntry(key, out _);

    /// <summary>How many of the fixture's first hundred entries are in it.</summary>
    internal static int Count(this CheckpointJournal journal) => Enumerable.Range(0, 100)
        .SelectMany(static number => (CheckpointKey[])[CheckpointFixture.Key(number), CheckpointFixture.FullEntry(number).Key])
        .Count(journal.IsDone);
}
