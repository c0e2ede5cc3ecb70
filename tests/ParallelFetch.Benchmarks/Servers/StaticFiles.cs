using System.Text;

namespace ParallelFetch.Benchmarks.Servers;

/// <summary>Writes the files that nginx serves.</summary>
internal static class StaticFiles
{
    public const int SmallSize = 1024;
    public const int TextSize = 100 * 1024;

    public static string NameOf(StaticFile file) => file switch
    {
        StaticFile.Small => "small.bin",
        StaticFile.Text => "text.txt",
        _ => "large.bin",
    };

    public static void Write(string folder, long largeSize)
    {
        File.WriteAllBytes(Path.Combine(folder, NameOf(StaticFile.Small)), Enumerable.Repeat((byte)'x', SmallSize).ToArray());
        File.WriteAllBytes(Path.Combine(folder, NameOf(StaticFile.Text)), Text());
        using FileStream large = File.Create(Path.Combine(folder, NameOf(StaticFile.Large)));
        large.SetLength(largeSize);
    }

    // Mostly ASCII with a letter beyond it now and then, as European text is.
    private static byte[] Text()
    {
        var text = new StringBuilder();
        while (text.Length < TextSize)
        {
            text.Append("Many URLs, one after another, would take for ever; so they are fetched all at once, für alle.\n");
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        Array.Resize(ref bytes, TextSize);
        bytes.AsSpan(TextSize - 4).Fill((byte)'.');
        return bytes;
    }
}
