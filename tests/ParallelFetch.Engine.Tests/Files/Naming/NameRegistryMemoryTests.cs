using System.Globalization;
using ParallelFetch.Files;

namespace ParallelFetch.Engine.Tests.Files.Naming;

/// <summary>Measures the memory of the process, so nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(NameRegistryMemoryTests), DisableParallelization = true)]
[Collection(nameof(NameRegistryMemoryTests))]
public sealed class NameRegistryMemoryTests
{
    [Fact]
    public void A_name_is_small_in_memory()
    {
        const int Count = 40_000;
        var names = new NameRegistry();
        string padding = new('x', 180);
        long before = GC.GetTotalMemory(true);
        for (int i = 0; i < Count; i++)
        {
            names.Reserve(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"{i}{padding}.txt"), out _);
        }

        long perName = (GC.GetTotalMemory(true) - before) / Count;
        GC.KeepAlive(names);

        // The path alone would be 430 octets.
        Assert.InRange(perName, 1, 100);
    }
}
