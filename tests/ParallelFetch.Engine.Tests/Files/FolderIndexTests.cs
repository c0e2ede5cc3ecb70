using System.Globalization;
using ParallelFetch.Checkpoints;
using ParallelFetch.Files;

namespace ParallelFetch.Engine.Tests.Files;

public sealed class FolderIndexTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pf-index-");

    private string FilePath => Path.Combine(_folder.FullName, FolderIndex.FileName);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_name_is_free_until_a_file_has_it_and_then_only_for_its_url()
    {
        FolderIndex index = Open();

        Assert.True(index.IsFree("a.bin", Key(1), mayMeet: false));
        Assert.True(index.TryClaim("a.bin", "a.bin", Key(1), withPart: false, out bool mayReplace));
        Assert.False(mayReplace);
        index.Note(Note("a.bin", Key(1)));
        Write("a.bin");
        foreach (FolderIndex known in (FolderIndex[])[index, Open()])
        {
            Assert.True(known.TryClaim("a.bin", "a.bin", Key(1), withPart: false, out mayReplace));
            Assert.True(mayReplace);
            Assert.False(known.TryClaim("a.bin", "a.bin", Key(2), withPart: false, out _));
            Assert.False(known.IsFree("a.bin", Key(2), mayMeet: true));
        }
    }

    [Fact]
    public void Who_cannot_be_told_from_others_takes_a_name_from_the_one_who_had_it()
    {
        FolderIndex index = Open();
        index.Note(Note("a.bin", Key(1)));

        Assert.True(index.TryClaim("a.bin", "a.bin", default, withPart: false, out _));
        Write("a.bin");

        Assert.False(Open().TryClaim("a.bin", "a.bin", Key(1), withPart: false, out _));
    }

    [Theory]
    [InlineData(".cache.json")]
    [InlineData("-x")]
    public void A_name_that_only_a_user_can_give_has_its_owner_too_and_leads_nowhere_by_itself(string name)
    {
        Open().Note(Note(name, Key(1)));

        Assert.Equal(Key(1).ToString(), Open().Find(name)?.Owner);
        Assert.Empty(Open().FilesOf(Key(1)));
    }

    [Fact]
    public void What_was_looked_at_is_not_told_again()
    {
        FolderIndex index = Open();
        index.Note(Note("a.bin", Key(1)));
        index.Note(Note("a (1).bin", Key(1)) with { Wanted = "a.bin" });

        Assert.Equal(2, index.FilesOf(Key(1), 0, out int count).Count);
        Assert.Equal(2, count);
        index.Note(Note("a (2).bin", Key(1)) with { Wanted = "a.bin" });
        Assert.Equal("a (2).bin", Assert.Single(index.FilesOf(Key(1), count, out count)).Name);
        Assert.Equal(3, count);
        Assert.Empty(index.FilesOf(Key(1), count, out _));
    }

    [Fact]
    public void A_file_of_unknown_origin_may_be_looked_at_and_not_replaced()
    {
        Write("mine");
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "folder"));
        FolderIndex index = Open();

        Assert.True(index.IsFree("mine", Key(1), mayMeet: true));
        Assert.False(index.IsFree("mine", Key(1), mayMeet: false));
        Assert.False(index.TryClaim("mine", "mine", Key(1), withPart: false, out _));
        Assert.False(index.TryClaim("mine", "mine", default, withPart: false, out _));
        Assert.False(index.IsFree("folder", Key(1), mayMeet: true));
    }

    [Fact]
    public void What_was_claimed_and_never_made_is_not_what_is_there()
    {
        FolderIndex index = Open();
        index.TryClaim("a.bin", "a.bin", Key(1), withPart: false, out _);
        index.Note(Note("b.bin", Key(1)));
        index.Retract("b.bin", "b.bin", Key(1));
        Write("a.bin");
        Write("b.bin");

        Assert.False(index.TryClaim("a.bin", "a.bin", Key(1), withPart: false, out _));
        Assert.False(Open().TryClaim("b.bin", "b.bin", Key(1), withPart: false, out _));
    }

    [Fact]
    public void A_name_whose_file_has_gone_is_free_unless_a_part_waits_there()
    {
        FolderIndex index = Open();
        index.TryClaim("a.bin", "a.bin", Key(1), withPart: false, out _);
        index.TryClaim("b.bin", "b.bin", Key(1), withPart: false, out _);
        Write(".b.bin.partial");

        Assert.True(index.TryClaim("a.bin", "a.bin", Key(2), withPart: false, out _));
        Assert.False(index.TryClaim("b.bin", "b.bin", Key(2), withPart: false, out _));
        Assert.Equal("b.bin", Assert.Single(Open().FilesOf(Key(1))).Name);
        Assert.Equal("a.bin", Assert.Single(Open().FilesOf(Key(2))).Name);
    }

    [Fact]
    public void What_a_url_has_twice_is_told_in_order_and_a_name_that_the_server_changed_is_told_alone()
    {
        FolderIndex index = Open();
        index.Note(Note("a.bin", Key(1)));
        index.Note(Note("a (1).bin", Key(1)) with { Wanted = "a.bin" });
        index.Note(Note("a.bin", Key(1)));
        index.Note(Note("v1.zip", Key(2)));
        index.Note(Note("v2.zip", Key(2)));

        Assert.Equal(["a.bin", "a (1).bin"], Open().FilesOf(Key(1)).Select(note => note.Name));
        Assert.Equal(["v2.zip"], Open().FilesOf(Key(2)).Select(note => note.Name));
        Assert.Empty(Open().FilesOf(Key(3)));
        Assert.Empty(Open().FilesOf(default));
    }

    [Fact]
    public void What_is_noted_is_found_by_others_that_have_the_folder_open()
    {
        FolderIndex one = Open();
        FolderIndex other = Open();
        Assert.Null(other.Find("ä €😀.bin"));
        Validators note = Note("ä €😀.bin", Key(1)) with { ETag = "\"ü\"", LastModified = "x", IsTimeStrong = true, Length = 5_000_000_000, WrittenAt = 7, IsCoded = true };
        one.Note(note);

        Assert.True(other.TryClaim("b", "b", Key(2), withPart: false, out _));
        Assert.Equal(note, other.Find("ä €😀.bin"));
    }

    [Theory]
    [InlineData("half a li")]
    [InlineData("\n\n[]\nnull\n{}\n{\"Owner\":\"x\",\"Name\":\"y\"}\n")]
    [InlineData("{\"Owner\":\"00000000000000000000000000000001\",\"Name\":\"../x\"}\n")]
    [InlineData("{\"Owner\":\"00000000000000000000000000000001\",\"Name\":\"x\",\"ETag\":\"a\\nb\"}\n")]
    public void A_line_that_makes_no_sense_costs_no_other(string garbage)
    {
        Open().Note(Note("a.bin", Key(1)));
        File.AppendAllText(FilePath, garbage);
        FolderIndex index = Open();
        index.Note(Note("b.bin", Key(2)));

        FolderIndex again = Open();
        Assert.Equal("a.bin", Assert.Single(again.FilesOf(Key(1))).Name);
        Assert.Equal("b.bin", Assert.Single(again.FilesOf(Key(2))).Name);
        Assert.True(CheckpointKey.TryParse("00000000000000000000000000000001", out CheckpointKey planted));
        Assert.Empty(again.FilesOf(planted));
    }

    [Fact]
    public void A_line_longer_than_any_that_is_written_costs_no_other()
    {
        Open().Note(Note("a.bin", Key(1)));
        File.AppendAllText(FilePath, new string('x', 1_000_000) + "\n");
        Open().Note(Note("b.bin", Key(2)));

        Assert.Single(Open().FilesOf(Key(1)));
        Assert.Single(Open().FilesOf(Key(2)));
    }

    [Theory]
    [InlineData("my own file\n")]
    [InlineData("{\"format\":\"ParallelFetch index\",\"version\":2}\n")]
    public void Another_file_of_that_name_is_left_as_it_was(string content)
    {
        File.WriteAllText(FilePath, content);
        Write("mine");
        FolderIndex index = Open();

        index.Note(Note("a.bin", Key(1)));

        Assert.Equal(content, File.ReadAllText(FilePath));
        Assert.False(index.TryClaim("mine", "mine", Key(1), withPart: false, out _));
        Assert.True(index.TryClaim("new", "new", Key(1), withPart: false, out _));
    }

    [Fact]
    public void When_it_is_removed_what_it_said_is_not_known_any_more()
    {
        FolderIndex index = Open();
        index.Note(Note("a.bin", Key(1)));
        Write("a.bin");
        File.Delete(FilePath);

        Assert.False(index.TryClaim("a.bin", "a.bin", Key(1), withPart: false, out _));
        Assert.True(index.TryClaim("b.bin", "b.bin", Key(1), withPart: false, out _));
    }

    [Fact]
    public void Many_words_about_few_names_are_written_anew_and_nobody_notices()
    {
        FolderIndex other = Open();
        FolderIndex index = Open();
        other.Note(Note("other", Key(1000)));
        for (int i = 0; i < 3000; i++)
        {
            index.Note(Note(Name(i % 10), Key(i % 10)) with { Length = i });
        }

        foreach (FolderIndex known in (FolderIndex[])[Open(), index])
        {
            Assert.Equal(2995, Assert.Single(known.FilesOf(Key(5))).Length);
        }

        Assert.InRange(File.ReadAllLines(FilePath).Length, 11, 2_010);
        Assert.Equal("other", Assert.Single(other.FilesOf(Key(1000))).Name);
        Assert.Equal([FolderIndex.FileName], _folder.EnumerateFiles().Select(file => file.Name));
    }

    [Fact]
    public void Of_many_that_want_one_name_at_once_one_gets_it()
    {
        int taken = 0;
        Parallel.For(0, 200, i => Interlocked.Add(ref taken, Open().TryClaim("a.bin", "a.bin", Key(i), withPart: true, out _) ? 1 : 0));

        Assert.Equal(1, taken);
        Assert.Equal([".a.bin.partial", FolderIndex.FileName], _folder.EnumerateFiles().Select(file => file.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_many_note_at_once_is_all_there()
    {
        Parallel.For(0, 200, i => Open().Note(Note(Name(i), Key(i))));

        FolderIndex index = Open();
        Assert.All(Enumerable.Range(0, 200), i => Assert.Equal(Name(i), Assert.Single(index.FilesOf(Key(i))).Name));
    }

    private static CheckpointKey Key(int number) =>
        CheckpointKey.Of(HttpMethod.Get, new Uri(string.Create(CultureInfo.InvariantCulture, $"http://host/{number}")), default);

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"file {number}.bin");

    private static Validators Note(string name, CheckpointKey owner) => new(owner.ToString(), null, null) { Name = name, Wanted = name, WrittenAt = 1 };

    private FolderIndex Open() => new(_folder.FullName);

    private void Write(string name) => File.WriteAllText(Path.Combine(_folder.FullName, name), "x");
}
