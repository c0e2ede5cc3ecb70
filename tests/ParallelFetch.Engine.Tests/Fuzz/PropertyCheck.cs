using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace ParallelFetch.Engine.Tests.Fuzz;

/// <summary>
/// Properties that hold for whatever is generated. The cases are others in each run; a failure shows the smallest case found
/// and the seed. With that in the environment variable PARALLELFETCH_FUZZ_REPLAY, as "(seed,gamma)", the run is repeated.
/// </summary>
internal static class PropertyCheck
{
    private const string ReplayVariable = "PARALLELFETCH_FUZZ_REPLAY";

    /// <summary>Asserts that a body throws for none of so many values.</summary>
    internal static void ForAll<T>(int count, Arbitrary<T> values, Action<T> body, string? replay = null) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(Replayed(replay ?? Environment.GetEnvironmentVariable(ReplayVariable))),
        Prop.ForAll(values, body));

    private static FSharpOption<Replay> Replayed(string? given)
    {
        if (string.IsNullOrEmpty(given))
        {
            return FSharpOption<Replay>.None;
        }

        ulong[] seed = [.. given.Trim('(', ')').Split(',').Select(part => ulong.Parse(part, CultureInfo.InvariantCulture))];
        return FSharpOption<Replay>.Some(new Replay(new Rnd(seed[0], seed[1]), FSharpOption<int>.None));
    }
}
