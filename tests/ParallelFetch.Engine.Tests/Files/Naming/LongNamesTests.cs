using System.Globalization;
using System.Text;
using ParallelFetch.Files;

namespace ParallelFetch.Engine.Tests.Files.Naming;

public sealed class LongNamesTests
{
    private const string Family = "\U0001F469\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466";

    [Theory]
    [InlineData("x", ".txt")]
    [InlineData("x", ".tar.gz")]
    [InlineData("x", "")]
    [InlineData("x", ". end of a long sentence")]
    [InlineData("\u00E4", ".txt")]
    [InlineData("\u6587", ".\u6587\u6863")]
    [InlineData("\uD55C", ".txt")]
    [InlineData("\U0001F600", ".png")]
    [InlineData(Family, ".png")]
    [InlineData("\U0001F1FA\U0001F1F3", ".png")]
    [InlineData("q\u0323\u0307", ".txt")]
    [InlineData("\u0915\u093F", ".txt")]
    public void A_name_of_300_characters_is_cut_between_characters_and_keeps_its_extension(string character, string extension)
    {
        string name = string.Concat(Enumerable.Repeat(character, 300)) + extension;

        string safe = FileNames.Sanitize(name);

        SafeName.Check(safe, name);
        string kept = extension.Contains(' ', StringComparison.Ordinal) ? string.Empty : extension;
        Assert.EndsWith(kept, safe, StringComparison.Ordinal);
        string stem = safe[..^kept.Length];
        Assert.Equal(0, stem.Length % character.Length);
        Assert.Equal(string.Concat(Enumerable.Repeat(character, stem.Length / character.Length)), stem);

        // Nothing is cut that there was room for.
        Assert.InRange(Encoding.UTF8.GetByteCount(safe), 223 - Encoding.UTF8.GetByteCount(character) + 1, 223);
        Assert.Equal(safe, FileNames.Sanitize(safe));
    }

    [Fact]
    public void A_letter_with_300_accents_keeps_some_of_them()
    {
        string safe = FileNames.Sanitize("q" + new string('\u0323', 300) + ".txt");

        SafeName.Check(safe, "zalgo");
        Assert.StartsWith("q\u0323\u0323", safe, StringComparison.Ordinal);
        Assert.EndsWith("\u0323.txt", safe, StringComparison.Ordinal);
        Assert.Equal(1 + (109 * 2) + 4, Encoding.UTF8.GetByteCount(safe));
    }

    [Fact]
    public async Task A_letter_with_a_million_accents_takes_no_time_worth_mentioning()
    {
        string name = "e" + string.Concat(Enumerable.Repeat("\u0301\u0323", 1_000_000)) + ".txt";

        // It would be most of an hour if the time grew with the square.
        string safe = await Task.Run(() => FileNames.Sanitize(name)).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        SafeName.Check(safe, "accents");
        Assert.EndsWith(".txt", safe, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(999)]
    [InlineData(1_000)]
    [InlineData(1_001)]
    [InlineData(5_000)]
    public void A_very_long_name_is_cut_wherever_its_surrogates_are(int length)
    {
        string safe = FileNames.Sanitize("e" + new string('\u0301', length - 2) + "\U0001F600\U0001F600.tar.gz");

        SafeName.Check(safe, "surrogates");
        Assert.EndsWith("\u0301.tar.gz", safe, StringComparison.Ordinal);
        Assert.Equal("\U0001F600.tar.gz", FileNames.Sanitize(new string('\u200B', length) + "\U0001F600.tar.gz"));
    }

    [Fact]
    public void The_end_that_the_cut_makes_is_a_good_one()
    {
        string safe = FileNames.Sanitize(new string('x', 200) + new string(' ', 50) + "y");

        Assert.Equal(new string('x', 200), safe);
    }

    [Fact]
    public void A_name_of_just_the_right_length_is_not_cut()
    {
        string name = new string('x', 219) + ".txt";

        Assert.Equal(name, FileNames.Sanitize(name));
        Assert.Equal(name, FileNames.Sanitize("x" + name));
    }

    [Fact]
    public void A_device_name_that_has_to_be_cut_is_still_none_afterwards()
    {
        string safe = FileNames.Sanitize("con." + new string('x', 219));

        SafeName.Check(safe, "con.xxx");
        Assert.StartsWith("_con.x", safe, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_room_for_a_number_and_a_temporary_extension()
    {
        string name = string.Concat(Enumerable.Repeat("\u6587", 300)) + ".txt";
        var names = new NameRegistry();
        string path = string.Empty;
        for (int i = 0; i < 2_000; i++)
        {
            path = names.Reserve(SafeName.Directory, name, out _);
        }

        Assert.EndsWith(" (1999).txt", path, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(Path.GetFileName(path)) + 20, 1, 255);
        Assert.Equal(new StringInfo(Path.GetFileNameWithoutExtension(path)).LengthInTextElements, Path.GetFileNameWithoutExtension(path).Length);
    }
}
