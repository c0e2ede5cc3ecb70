using System.Collections.Concurrent;
using ParallelFetch.Files;

namespace ParallelFetch.Engine.Tests.Files.Naming;

public sealed class NameRegistryTests
{
    private static readonly string Folder = SafeName.Directory;

    [Fact]
    public void A_free_name_is_given_as_it_is()
    {
        string path = new NameRegistry().Reserve(Folder, "a.txt", out bool renamed);

        Assert.Equal(Path.Combine(Folder, "a.txt"), path);
        Assert.False(renamed);
    }

    [Theory]
    [InlineData("a.txt", "a (1).txt", "a (2).txt")]
    [InlineData("a.tar.gz", "a (1).tar.gz", "a (2).tar.gz")]
    [InlineData("a", "a (1)", "a (2)")]
    [InlineData("v. 2", "v. 2 (1)", "v. 2 (2)")]
    [InlineData("a (1).txt", "a (1) (1).txt", "a (1) (2).txt")]
    public void A_taken_name_gets_a_number_before_its_extension(string name, string second, string third)
    {
        var names = new NameRegistry();
        names.Reserve(Folder, name, out _);

        Assert.Equal(Path.Combine(Folder, second), names.Reserve(Folder, name, out bool renamed));
        Assert.True(renamed);
        Assert.Equal(Path.Combine(Folder, third), names.Reserve(Folder, name, out _));
    }

    [Fact]
    public void A_number_that_is_taken_is_passed_over()
    {
        var names = new NameRegistry();
        names.Reserve(Folder, "a (1).txt", out _);
        names.Reserve(Folder, "a.txt", out bool first);
        string path = names.Reserve(Folder, "a.txt", out bool second);

        Assert.False(first);
        Assert.True(second);
        Assert.Equal(Path.Combine(Folder, "a (2).txt"), path);
    }

    [Theory]
    [InlineData("Readme.TXT", "README.txt")]
    [InlineData("\u00C4.txt", "\u00E4.txt")]
    [InlineData("\u00E4.txt", "a\u0308.txt")]
    [InlineData("\u00C4.txt", "a\u0308.txt")]
    [InlineData("\uD55C.txt", "\u1112\u1161\u11AB.txt")]
    [InlineData("\u03A3.txt", "\u03C2.txt")]
    [InlineData("\u03C3.txt", "\u03C2.txt")]
    [InlineData("stra\u00DFe.txt", "STRASSE.txt")]
    [InlineData("stra\u1E9Ee.txt", "strasse.txt")]
    [InlineData("\uFB01le.txt", "FILE.txt")]
    [InlineData("\u01F0.txt", "J\u030C.txt")]
    [InlineData("\u212Bngstr\u00F6m.txt", "\u00E5NGSTR\u00D6M.txt")]
    [InlineData("\U00010400.txt", "\U00010428.txt")]
    [InlineData("\u0645\u06CC\u200C\u062E.txt", "\u0645\u06CC\u062E.txt")]
    public void Names_that_are_one_file_somewhere_do_not_meet(string one, string other)
    {
        foreach ((string first, string second) in new[] { (one, other), (other, one) })
        {
            var names = new NameRegistry();
            names.Reserve(Folder, first, out _);

            string path = names.Reserve(Folder, second, out bool renamed);

            Assert.True(renamed, $"{first} {second}");
            Assert.EndsWith(" (1).txt", path, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("a.txt", "b.txt")]
    [InlineData("a.txt", "a.text")]
    [InlineData("\u00E4.txt", "a.txt")]
    [InlineData("o.txt", "\u00F8.txt")]
    [InlineData("\u0131.txt", "i.txt")]
    [InlineData("1.txt", "\u2460.txt")]
    [InlineData("A.txt", "\uFF21.txt")]
    public void Names_that_are_different_everywhere_stay(string one, string other)
    {
        var names = new NameRegistry();
        names.Reserve(Folder, one, out _);
        names.Reserve(Folder, other, out bool renamed);

        Assert.False(renamed);
    }

    [Fact]
    public void The_same_name_in_another_directory_is_free()
    {
        var names = new NameRegistry();
        names.Reserve(Folder, "a.txt", out _);
        names.Reserve(Path.Combine(Folder, "sub"), "a.txt", out bool elsewhere);
        names.Reserve(Path.Combine(Folder, "sub", "..") + Path.DirectorySeparatorChar, "a.txt", out bool same);

        Assert.False(elsewhere);
        Assert.True(same);
    }

    [Theory]
    [InlineData("../a.txt", "a.txt")]
    [InlineData("/etc/passwd", "passwd")]
    [InlineData("..", "download")]
    [InlineData("", "download")]
    public void No_name_leaves_the_directory(string name, string expected) =>
        Assert.Equal(Path.Combine(Folder, expected), new NameRegistry().Reserve(Folder, name, out _));

    [Fact]
    public void Five_thousand_equal_names_are_numbered_without_a_gap()
    {
        var names = new NameRegistry();
        var paths = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < 5_000; i++)
        {
            Assert.True(paths.Add(names.Reserve(Folder, i % 2 == 0 ? "Same.txt" : "SAME.TXT", out bool renamed)));
            Assert.Equal(i > 0, renamed);
        }

        Assert.Contains(Path.Combine(Folder, "Same (4999).txt"), paths);
        Assert.DoesNotContain(Path.Combine(Folder, "Same (5000).txt"), paths);
    }

    [Fact]
    public void What_a_name_costs_does_not_grow_with_how_often_it_came()
    {
        var names = new NameRegistry();
        long Allocated(int count)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < count; i++)
            {
                names.Reserve(Folder, "same.txt", out _);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Allocated(100);
        long early = Allocated(200);
        Allocated(3_000);
        long late = Allocated(200);

        // Each number tried is a string: trying them from the first would allocate 15 times as much. (When the table grows, that counts, too.)
        Assert.InRange(late, 0, 5 * early);
    }

    [Fact]
    public void Many_threads_get_many_names()
    {
        var names = new NameRegistry();
        var paths = new ConcurrentBag<string>();
        int originals = 0;
        Parallel.For(0, 5_000, i =>
        {
            paths.Add(names.Reserve(Folder, $"{i % 3}.txt", out bool renamed));
            Interlocked.Add(ref originals, renamed ? 0 : 1);
        });

        Assert.Equal(5_000, paths.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(3, originals);
    }

    [Fact]
    public void A_path_can_be_taken_once()
    {
        var names = new NameRegistry();
        string path = Path.Combine(Folder, "a.txt");

        Assert.True(names.ReserveExact(path));
        Assert.False(names.ReserveExact(path));
        Assert.False(names.ReserveExact(Path.Combine(Folder, "sub", "..", "a.txt")));
        Assert.True(names.ReserveExact(Path.Combine(Folder, "b.txt")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_case_of_a_given_path_matters_where_it_matters_to_the_system(bool isCaseSensitive)
    {
        var names = new NameRegistry(isCaseSensitive);

        Assert.True(names.ReserveExact(Path.Combine(Folder, "a.txt")));
        Assert.Equal(isCaseSensitive, names.ReserveExact(Path.Combine(Folder, "A.txt")));
        Assert.Equal(isCaseSensitive, names.ReserveExact(Path.Combine(Folder, "A.TXT")));
        Assert.False(names.ReserveExact(Path.Combine(Folder, "A.txt")));
        Assert.False(names.ReserveExact(Path.Combine(Folder, "a.txt")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Given_paths_and_chosen_names_do_not_meet(bool isCaseSensitive)
    {
        var names = new NameRegistry(isCaseSensitive);
        names.ReserveExact(Path.Combine(Folder, "given.txt"));
        string chosen = names.Reserve(Folder, "GIVEN.txt", out bool renamed);
        names.Reserve(Folder, "free.txt", out _);

        Assert.True(renamed);
        Assert.EndsWith("GIVEN (1).txt", chosen, StringComparison.Ordinal);
        Assert.False(names.ReserveExact(Path.Combine(Folder, "given (1).txt")));
        Assert.False(names.ReserveExact(Path.Combine(Folder, "FREE.txt")));
    }

    [Fact]
    public void A_given_path_need_not_be_valid_unicode() =>
        Assert.True(new NameRegistry().ReserveExact(Path.Combine(Folder, "\uD800\u00E4.txt")));
}
