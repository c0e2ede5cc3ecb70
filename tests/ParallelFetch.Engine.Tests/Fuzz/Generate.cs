using FsCheck;
using FsCheck.Fluent;

namespace ParallelFetch.Engine.Tests.Fuzz;

/// <summary>Generators of nonsense that parsers meet, and how it is made smaller when it has broken something.</summary>
internal static class Generate
{
    // Any UTF-16 code unit, lone surrogates included, but most of the time one of the first 256; sometimes very many of it.
    private static readonly Gen<string> Strange =
        from unit in Gen.Frequency((2, Gen.Choose(0, 0xFF)), (1, Gen.Choose(0, 0xFFFF)))
        from count in Gen.Frequency((39, Gen.Constant(1)), (1, Gen.Constant(2000)))
        select new string((char)unit, count);

    /// <summary>Up to eleven of the pieces, each perhaps cut short, perhaps with a strange character behind it.</summary>
    internal static Gen<string> Text(params string[] pieces) => Text(Gen.Elements(pieces));

    /// <inheritdoc cref="Text(string[])"/>
    internal static Gen<string> Text(Gen<string> whole)
    {
        Gen<string> cut = from piece in whole from length in Gen.Choose(0, piece.Length) select piece[..length];
        Gen<string> part = Gen.Frequency((3, whole), (1, cut));
        Gen<string> spoilt = from piece in part from strange in Strange select piece + strange;
        return Concatenated(Gen.Frequency((4, part), (1, spoilt)), 0, 11);
    }

    /// <summary>So many texts in a row.</summary>
    internal static Gen<string> Concatenated(Gen<string> part, int least, int most) =>
        from count in Gen.Choose(least, most) from parts in part.ArrayOf(count) select string.Concat(parts);

    /// <summary>Up to so many bytes of any value.</summary>
    internal static Gen<byte[]> Noise(int longest) =>
        from length in Gen.Choose(0, longest) from bytes in Gen.Choose(0, 255).ArrayOf(length) select Array.ConvertAll(bytes, value => (byte)value);

    /// <summary>Text that shrinks by leaving parts out.</summary>
    internal static Arbitrary<string> Shrinking(this Gen<string> text) => Arb.From(text, Smaller);

    /// <summary>Bytes that shrink by leaving parts out.</summary>
    internal static Arbitrary<byte[]> Shrinking(this Gen<byte[]> bytes) => Arb.From(bytes, Smaller);

    /// <summary>The text without parts of it, long ones first.</summary>
    internal static IEnumerable<string> Smaller(string text) => Smaller(text.ToCharArray()).Select(characters => new string(characters));

    /// <summary>The items without parts of them, long ones first.</summary>
    internal static IEnumerable<T[]> Smaller<T>(T[] items)
    {
        for (int length = items.Length; length > 0; length /= 2)
        {
            for (int start = 0; start + length <= items.Length; start += length)
            {
                yield return [.. items[..start], .. items[(start + length)..]];
            }
        }
    }
}
