using System.Text;

namespace LoopbackServer.Raw.Fuzzing;

/// <summary>What the fuzzers draw from.</summary>
internal static class FuzzRandom
{
    /// <summary>Characters that mean something to somebody who parses headers.</summary>
    private static readonly string[] Special =
    [
        "", " ", "\t", ",", ";", "=", "\"", "\\", "<", ">", "'", "%", "%00", "%0d%0a", "%2", "%u0041", "#", "?", "&", "/", "//", "..",
        ":", "\u0001", "\u007f", "\u0080", "\u00ff", "é", "\u200b", "\ufeff", "\U0001f600", "0", "-1", "99999999999999999999", "1e9",
        "NaN", "null",
    ];

    public static T Pick<T>(this Random random, params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    public static bool Chance(this Random random, int oneIn) => random.Next(oneIn) == 0;

    public static byte[] Noise(this Random random, int atMost)
    {
        var noise = new byte[random.Next(atMost + 1)];
        random.NextBytes(noise);
        return noise;
    }

    /// <summary>Special text, a few in a row, sometimes very many.</summary>
    public static string Oddity(this Random random)
    {
        var text = new StringBuilder();
        for (var left = random.Next(1, 5); left > 0; left--)
        {
            text.Insert(0, random.Pick(Special), random.Chance(12) ? random.Next(1, 3000) : 1);
        }

        return text.ToString();
    }

    /// <summary>Some things done to a text. Without line ends, mostly, so that it stays the value of its header.</summary>
    public static byte[] Mutated(this Random random, string text)
    {
        List<byte> bytes = [.. Encoding.UTF8.GetBytes(text)];
        for (var left = random.Next(4); left > 0; left--)
        {
            if (random.Chance(2) || bytes.Count == 0)
            {
                bytes.InsertRange(random.Next(bytes.Count + 1), Encoding.UTF8.GetBytes(random.Oddity()));
            }
            else
            {
                Fuzzer.Mutate(bytes, random);
            }
        }

        if (!random.Chance(16))
        {
            bytes.RemoveAll(value => value is (byte)'\r' or (byte)'\n' or 0);
        }

        return [.. bytes];
    }
}
