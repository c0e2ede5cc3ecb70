using System.Text;
using ParallelFetch.Checkpoints;

namespace ParallelFetch.Engine.Tests.Checkpoints;

public sealed class CheckpointFormatTests : IDisposable
{
    private readonly CheckpointFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void A_journal_is_lines_of_json_that_people_can_read()
    {
        using (CheckpointJournal journal = _fixture.Open())
        {
            journal.Record(CheckpointFixture.Entry("https://münchen.example/straße?q=<a>&b='+c"));
            journal.Record(CheckpointFixture.FullEntry(1));
        }

        // Byte for byte: UTF-8, no byte order mark, line feeds.
        string expected = CheckpointFixture.Header
            + "{\"key\":\"" + CheckpointFixture.Key("https://münchen.example/straße?q=<a>&b='+c") + "\",\"finished\":\"2026-07-01T12:30:00Z\","
            + "\"method\":\"GET\",\"url\":\"https://münchen.example/straße?q=<a>&b='+c\",\"status\":200}\n"
            + "{\"key\":\"" + CheckpointFixture.Key("http://example.com/ä/€/😀/1") + "\",\"finished\":\"2026-07-01T12:30:00Z\","
            + "\"method\":\"GET\",\"url\":\"http://example.com/ä/€/\\uD83D\\uDE00/1\",\"status\":203,"
            + "\"outFile\":\"/tmp/\\\"out\\\" ü\\n1.html\",\"length\":5000000000,\"etag\":\"W/\\\"abc\\\\1\\\"\",\"hash\":\"sha256:00ff\"}\n";
        Assert.Equal(expected, Encoding.UTF8.GetString(File.ReadAllBytes(_fixture.FilePath)));
    }

    [Fact]
    public void Every_member_of_an_entry_comes_back()
    {
        CheckpointEntry entry = CheckpointFixture.FullEntry(1) with { FinishedAt = new DateTimeOffset(2026, 7, 1, 12, 0, 0, 123, TimeSpan.FromHours(2)).AddTicks(4567) };
        using (CheckpointJournal journal = _fixture.Open())
        {
            journal.Record(entry);
        }

        using CheckpointJournal again = _fixture.Open();
        Assert.True(again.TryGetEntry(entry.Key, out CheckpointEntry? read));
        Assert.Equal(entry, read);
        Assert.Equal(TimeSpan.Zero, read.FinishedAt.Offset);
    }

    [Theory]
    [InlineData("https://alice:s3cret@example.com/a@b")]
    [InlineData("https://s3cret@example.com/")]
    [InlineData("https://al:s3cret:s3cret@[::1]:8080/?x=@y")]
    [InlineData("https://alice:s3cret%40@example.com")]
    public void A_password_is_never_written(string url)
    {
        CheckpointEntry entry = CheckpointFixture.Entry(url);
        using (CheckpointJournal journal = _fixture.Open())
        {
            journal.Record(entry);
            journal.Record(CheckpointFixture.Entry(1) with { Url = url });
        }

        string text = File.ReadAllText(_fixture.FilePath);
        Assert.DoesNotContain("s3cret", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("alice", text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(new Uri(url).PathAndQuery, new Uri(entry.Url).PathAndQuery);
    }

    [Fact]
    public void A_url_without_end_is_cut_off_but_recognised()
    {
        CheckpointEntry entry = CheckpointFixture.Entry("http://h/" + new string('a', 60_000));
        using (CheckpointJournal journal = _fixture.Open())
        {
            journal.Record(entry);
            Assert.Throws<ArgumentException>(() => journal.Record(CheckpointFixture.Entry(1) with { ETag = new string('e', 1024 * 1024) }));
            journal.Record(CheckpointFixture.Entry(2));
        }

        Assert.InRange(new FileInfo(_fixture.FilePath).Length, 16_000, 18_000);
        using CheckpointJournal again = _fixture.Open();
        Assert.True(again.TryGetEntry(entry.Key, out CheckpointEntry? read));
        Assert.Equal(entry, read);
        Assert.False(again.IsDone(CheckpointFixture.Key(1)));
        Assert.True(again.IsDone(CheckpointFixture.Key(2)));
    }

    [Fact]
    public void The_longest_line_that_may_be_written_can_be_read()
    {
        int fixedPart = CheckpointFixture.Line(CheckpointFixture.Entry(1) with { ETag = "" }).Length;
        CheckpointEntry entry = CheckpointFixture.Entry(1) with { ETag = new string('e', CheckpointLine.LongestLine - fixedPart) };
        using (CheckpointJournal journal = _fixture.Open())
        {
            journal.Record(entry);
            journal.Record(CheckpointFixture.Entry(2));
        }

        using CheckpointJournal again = _fixture.Open();
        Assert.True(again.TryGetEntry(entry.Key, out CheckpointEntry? read));
        Assert.Equal(entry, read);
        Assert.True(again.TryGetEntry(CheckpointFixture.Key(2), out _));
        Assert.Equal(0, again.CorruptLines);
    }

    [Fact]
    public void What_a_later_version_adds_is_skipped()
    {
        string known = CheckpointFixture.Line(CheckpointFixture.FullEntry(1));
        string header = CheckpointFixture.Header.Replace("}", ",\"made\":{\"by\":[\"x\"]}}", StringComparison.Ordinal);
        using CheckpointJournal journal = _fixture.Open(CheckpointFixture.FileOf(
            header, "{\"new\":[{\"key\":1}],", known[1..^2], ",\"more\":{\"url\":null}}\n"));

        Assert.True(journal.TryGetEntry(CheckpointFixture.FullEntry(1).Key, out CheckpointEntry? entry));
        Assert.Equal(CheckpointFixture.FullEntry(1), entry);
        Assert.Equal(0, journal.CorruptLines);
    }

    [Fact]
    public void Null_is_as_good_as_nothing()
    {
        using CheckpointJournal journal = _fixture.Open(CheckpointFixture.FileOf(
            CheckpointFixture.Header, CheckpointFixture.Line(1)[..^2], ",\"outFile\":null,\"length\":null,\"etag\":null,\"hash\":null}\n"));

        Assert.True(journal.TryGetEntry(CheckpointFixture.Key(1), out CheckpointEntry? entry));
        Assert.Equal(CheckpointFixture.Entry(1), entry);
    }

    [Fact]
    public void What_an_editor_does_to_a_text_file_does_no_harm()
    {
        using CheckpointJournal journal = _fixture.Open(CheckpointFixture.FileOf(
            "\uFEFF", CheckpointFixture.Header.Replace("\n", "\r\n", StringComparison.Ordinal),
            CheckpointFixture.Line(1).Replace("\n", "\r\n", StringComparison.Ordinal), "\r\n \t\n\n", CheckpointFixture.Line(2)));

        Assert.Equal(2, journal.Count());
        Assert.Equal(0, journal.CorruptLines);
        Assert.True(journal.TryGetEntry(CheckpointFixture.Key(1), out _));
        Assert.True(journal.TryGetEntry(CheckpointFixture.Key(2), out _));
    }

    [Theory]
    [InlineData("2", "2")]
    [InlineData("0", "0")]
    [InlineData("\"1\"", "\"1\"")]
    [InlineData("1.5", "1.5")]
    public void An_unknown_version_is_refused_and_named(string version, string shown)
    {
        string content = CheckpointFixture.Header.Replace("1}", version + "}", StringComparison.Ordinal) + CheckpointFixture.Line(1) + "torn";
        File.WriteAllText(_fixture.FilePath, content);

        CheckpointException refusal = _fixture.Refusal(_fixture.FilePath);

        Assert.Equal(CheckpointFailureKind.UnknownVersion, refusal.Kind);
        Assert.Contains($"version {shown} of the format", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(_fixture.FilePath, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(_fixture.FilePath));
    }

    public static TheoryData<string> OtherFiles => new()
    {
        "\n",
        "x",
        "{",
        "{}\n",
        "[]\n",
        "null\n",
        "\"ParallelFetch checkpoint\"\n",
        "http://example.com/\nhttp://example.com/2\n",
        "{\"format\":\"other\",\"version\":1}\n",
        "{\"format\":1,\"version\":1}\n",
        "{\"format\":\"ParallelFetch checkpoint\"}\n",
        "{\"version\":1}\n",
        "\n" + CheckpointFixture.Header,
        CheckpointFixture.Header[..^1] + " and more",
        CheckpointFixture.Header[..^1] + " and more\n",
        new string('\0', 4096),
        new string('x', 3_000_000),
        new string('x', 3_000_000) + "\n",
    };

    [Theory]
    [MemberData(nameof(OtherFiles), DisableDiscoveryEnumeration = true)]
    public void A_file_that_is_something_else_is_refused_and_left_alone(string content)
    {
        File.WriteAllText(_fixture.FilePath, content);

        CheckpointException refusal = _fixture.Refusal(_fixture.FilePath);

        Assert.Equal(CheckpointFailureKind.NotACheckpoint, refusal.Kind);
        Assert.Contains($"'{_fixture.FilePath}' is not a checkpoint file", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(_fixture.FilePath));
    }
}
