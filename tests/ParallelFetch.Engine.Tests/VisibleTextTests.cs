using ParallelFetch.Text;

namespace ParallelFetch.Engine.Tests;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("plain, ä, 日本, 😀", "plain, ä, 日本, 😀")]
    [InlineData("a\u001b[2Jb\r\n\0", "a?[2Jb???")]
    [InlineData("a\u0085b\u009bc", "a?b?c")]
    [InlineData("exe\u202Egpj", "exe?gpj")]
    [InlineData("a\u2028b\u2029c", "a?b?c")]
    [InlineData("a\U000E0041b", "a?b")]
    public void What_a_terminal_would_obey_or_nobody_sees_is_marked(string text, string expected) => Assert.Equal(expected, VisibleText.Of(text));

    [Fact]
    public void Half_a_character_is_marked() => Assert.Equal("a\uFFFDb", VisibleText.Of("a\uD800b"));

    [Fact]
    public void Long_text_is_cut() => Assert.Equal("aaa…", VisibleText.Of("aaaa", longest: 3));

    [Fact]
    public void Text_that_is_all_visible_is_left_as_it_is()
    {
        const string Text = "visible";
        Assert.Same(Text, VisibleText.Of(Text));
        Assert.Same(Text, VisibleText.InUrl(Text));
    }
}
