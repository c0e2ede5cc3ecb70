using System.Text;

namespace ParallelFetch.Engine.Tests.Fuzz;

/// <summary>Seeded nonsense: pieces that mean something to a parser, in any order, with noise between them.</summary>
internal sealed class FuzzedText(int seed)
{
    private readonly Random _random = new(seed);

    internal Random Random => _random;

    internal T Pick<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

    internal byte[] Noise(int longest)
    {
        var noise = new byte[_random.Next(longest + 1)];
        _random.NextBytes(noise);
        return noise;
    }

    /// <summary>Some of the pieces, each perhaps more than once, perhaps cut short, perhaps with a strange character behind it.</summary>
    internal string Of(params ReadOnlySpan<string> pieces)
    {
        var text = new StringBuilder();
        for (int left = _random.Next(12); left > 0; left--)
        {
            string piece = Pick(pieces);
            text.Append(piece.AsSpan(0, _random.Next(4) == 0 ? _random.Next(piece.Length + 1) : piece.Length));
            if (_random.Next(5) == 0)
            {
                text.Append(Strange());
            }
        }

        return text.ToString();
    }

    // Any UTF-16 code unit, lone surrogates included, but most of the time one of the first 256.
    private string Strange() => new((char)_random.Next(_random.Next(3) == 0 ? 0x10000 : 0x100), _random.Next(40) == 0 ? 2000 : 1);
}
