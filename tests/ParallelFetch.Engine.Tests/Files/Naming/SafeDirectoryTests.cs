using ParallelFetch.Files;

namespace ParallelFetch.Engine.Tests.Files.Naming;

public sealed class SafeDirectoryTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("pf-naming-").FullName;
    private readonly string _inside;
    private readonly string _outside;

    public SafeDirectoryTests()
    {
        _inside = Directory.CreateDirectory(Path.Combine(_root, "in")).FullName;
        _outside = Directory.CreateDirectory(Path.Combine(_root, "out")).FullName;
        File.WriteAllText(Path.Combine(_outside, "secret.txt"), "secret");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("new.txt")]
    [InlineData("old.txt")]
    [InlineData("sub/new.txt")]
    [InlineData("not/yet/there.txt")]
    [InlineData("..x.txt")]
    [InlineData("a/../b.txt")]
    public void A_file_inside_is_let_through(string name)
    {
        Directory.CreateDirectory(Path.Combine(_inside, "sub"));
        File.WriteAllText(Path.Combine(_inside, "old.txt"), "old");

        SafeDirectory.RefuseEscape(_inside, Path.Combine(_inside, name));
        SafeDirectory.RefuseEscape(_inside + Path.DirectorySeparatorChar, Path.Combine(_inside, name));
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("../out/secret.txt")]
    [InlineData("../in2/x.txt")]
    [InlineData("../in.txt")]
    [InlineData("a/../../out/x.txt")]
    public void A_path_that_leads_out_as_it_is_written_is_refused(string name) => AssertRefused(Path.Combine(_inside, name), "not inside");

    [Fact]
    public void A_link_to_a_directory_outside_is_refused()
    {
        Directory.CreateSymbolicLink(Path.Combine(_inside, "link"), _outside);
        Directory.CreateDirectory(Path.Combine(_outside, "deep"));

        AssertRefused(Path.Combine(_inside, "link", "secret.txt"), "leads out");
        AssertRefused(Path.Combine(_inside, "link", "new.txt"), "leads out");
        AssertRefused(Path.Combine(_inside, "link", "deep", "new.txt"), "leads out");
        AssertRefused(Path.Combine(_inside, "link", "not", "yet", "new.txt"), "leads out");
    }

    [Fact]
    public void A_relative_link_to_a_directory_outside_is_refused()
    {
        Directory.CreateDirectory(Path.Combine(_inside, "sub"));
        Directory.CreateSymbolicLink(Path.Combine(_inside, "sub", "link"), Path.Combine("..", "..", "out"));

        AssertRefused(Path.Combine(_inside, "sub", "link", "new.txt"), "leads out");
    }

    [Fact]
    public void A_chain_of_links_that_ends_outside_is_refused()
    {
        Directory.CreateSymbolicLink(Path.Combine(_inside, "one"), "two");
        Directory.CreateSymbolicLink(Path.Combine(_inside, "two"), Path.Combine(_inside, ".", "three"));
        Directory.CreateSymbolicLink(Path.Combine(_inside, "three"), _outside);

        AssertRefused(Path.Combine(_inside, "one", "new.txt"), "leads out");
    }

    // As it is written the target is inside: one has to know that "up" is elsewhere to see where its parent is.
    [Fact]
    public void A_link_whose_target_leads_through_another_link_is_refused()
    {
        Directory.CreateDirectory(Path.Combine(_outside, "deep"));
        Directory.CreateDirectory(Path.Combine(_inside, "safe"));
        Directory.CreateSymbolicLink(Path.Combine(_inside, "up"), Path.Combine(_outside, "deep"));
        string link = Path.Combine(_inside, "link");
        Directory.CreateSymbolicLink(link, Path.Combine("up", "..", "safe"));

        AssertRefused(Path.Combine(link, "new.txt"), "leads out");
    }

    [Fact]
    public void A_dangling_link_to_outside_is_refused()
    {
        Directory.CreateSymbolicLink(Path.Combine(_inside, "link"), Path.Combine(_outside, "not-yet"));

        AssertRefused(Path.Combine(_inside, "link", "new.txt"), "leads out");
    }

    [Fact]
    public void A_link_in_the_place_of_the_file_is_refused_wherever_it_leads()
    {
        File.WriteAllText(Path.Combine(_inside, "mine.txt"), "mine");
        File.CreateSymbolicLink(Path.Combine(_inside, "a.txt"), Path.Combine(_outside, "secret.txt"));
        File.CreateSymbolicLink(Path.Combine(_inside, "b.txt"), "mine.txt");
        File.CreateSymbolicLink(Path.Combine(_inside, "c.txt"), Path.Combine(_outside, "not-yet.txt"));
        File.CreateSymbolicLink(Path.Combine(_inside, "d.txt"), "d.txt");
        Directory.CreateSymbolicLink(Path.Combine(_inside, "e"), _outside);

        foreach (string name in (string[])["a.txt", "b.txt", "c.txt", "d.txt", "e", "e" + Path.DirectorySeparatorChar])
        {
            AssertRefused(Path.Combine(_inside, name), "symbolic link");
        }

        Assert.Equal("secret", File.ReadAllText(Path.Combine(_outside, "secret.txt")));
    }

    [Fact]
    public void Links_in_a_circle_are_refused()
    {
        Directory.CreateSymbolicLink(Path.Combine(_inside, "one"), "two");
        Directory.CreateSymbolicLink(Path.Combine(_inside, "two"), "one");

        AssertRefused(Path.Combine(_inside, "one", "new.txt"), "too many");
    }

    [Fact]
    public void A_link_to_a_directory_inside_is_let_through()
    {
        Directory.CreateDirectory(Path.Combine(_inside, "real"));
        Directory.CreateSymbolicLink(Path.Combine(_inside, "link"), "real");
        Directory.CreateSymbolicLink(Path.Combine(_inside, "round"), Path.Combine("..", "in", ".", "real"));

        SafeDirectory.RefuseEscape(_inside, Path.Combine(_inside, "link", "new.txt"));
        SafeDirectory.RefuseEscape(_inside, Path.Combine(_inside, "round", "new.txt"));
    }

    [Fact]
    public void The_directory_itself_may_be_a_link()
    {
        string link = Path.Combine(_root, "link");
        Directory.CreateSymbolicLink(link, _inside);
        Directory.CreateSymbolicLink(Path.Combine(_inside, "back"), link);
        Directory.CreateSymbolicLink(Path.Combine(_inside, "away"), _outside);

        SafeDirectory.RefuseEscape(link, Path.Combine(link, "new.txt"));
        SafeDirectory.RefuseEscape(link, Path.Combine(link, "back", "new.txt"));
        AssertRefused(Path.Combine(link, "away", "new.txt"), "leads out", link);
    }

    [Fact]
    public void In_the_root_everything_is_inside() =>
        SafeDirectory.RefuseEscape(Path.GetPathRoot(_inside)!, Path.Combine(_inside, "new.txt"));

    [Fact]
    public void A_path_that_the_user_gave_is_not_checked() =>
        SafeDirectory.RefuseEscape(null, Path.Combine(_outside, "secret.txt"));

    [Fact]
    public void A_path_that_is_none_is_refused_like_the_others() => AssertRefused(Path.Combine(_inside, "a\0b"), "cannot be written");

    private void AssertRefused(string path, string reason, string? directory = null)
    {
        FetchException exception = Assert.Throws<FetchException>(() => SafeDirectory.RefuseEscape(directory ?? _inside, path));

        Assert.Equal(FetchFailureKind.OutFileFailed, exception.Kind);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }
}
