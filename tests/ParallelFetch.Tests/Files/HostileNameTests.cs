using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Files;

/// <summary>What a server calls a file never leads out of the directory, and never makes a file that cannot be used.</summary>
public sealed class HostileNameTests(ServerFixture fixture) : FileTest(fixture)
{
    private static readonly string[] HostileNames =
    [
        "../evil", "../../evil", "../../../../../../../../tmp/evil", "..\\evil", "..\\..\\evil", "/etc/passwd", "/tmp/evil",
        "\\\\server\\share\\evil", "//server/share/evil", "C:\\evil", "C:evil", "c:/evil", "\\\\?\\C:\\evil", "\\\\.\\pipe\\evil",
        "..%2Fevil", "..%2fevil", "%2e%2e%2fevil", "%2e%2e/evil", "..%5Cevil", "%252e%252e%252fevil", "..%c0%afevil", "..%u2215evil",
        ".", "..", "...", "....//evil", ". .", " ", "", "~", "~/evil", "~root/evil", "-rf", "--help", "$(touch evil)", "`touch evil`",
        "|touch evil", "a;b", "a&b", "a*b?", "a<b>c", "a\"b", "a'b", "CON", "con.txt", "NUL", "nul.tar.gz", "COM1", "LPT9.log", "AUX ",
        "evil.", "evil ", "evil...", "file.txt::$DATA", "file.txt:hidden", ".bashrc", ".htaccess", ".a.bin.partial", ".a.bin.info",
        "a\tb", "a\u0007b", "a\u001b[31mb", "a\u007fb", "a\u0085b", "a\u202Egpj.exe", "a\u200B.txt", "\uFF0E\uFF0E\uFF0Fevil",
        "a\u2215b", "a\u2044b", "e\u0301vil", "\uFEFFevil", "desktop.ini", "Thumbs.db", "evil/", "evil\\", "/", "\\", "a//b", "a/./b", "a/../b",
    ];

    [Fact]
    public async Task No_name_leads_out_of_the_directory_and_every_file_can_be_read()
    {
        string inner = Directory.CreateDirectory(PathOf("one/two/inner")).FullName;
        string[] urls =
        [
            .. HostileNames.Select((name, i) => Url(i, $"attachment; filename=\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"")),
            .. HostileNames.Select((name, i) => Url(i + 1000, $"attachment; filename=\"{name}\"")),
            .. HostileNames.Select((name, i) => Url(i + 2000, $"attachment; filename*=UTF-8''{Uri.EscapeDataString(name)}")),
        ];
        Session.With("inner", inner).With("urls", urls);

        RunResult run = RunWell("$urls | Start-ParallelFetch -InOrder -OutDirectory $inner");

        Assert.Equal(urls.Length, run.Output.Count);
        Assert.Equal(urls.Length, Names.Length);
        Assert.All(Names, name => Assert.StartsWith("one/two/inner/", name, StringComparison.Ordinal));
        Assert.Empty(Directory.GetDirectories(inner));
        Assert.Equal(urls.Length, (await CountersAsync()).Total.Requests);
        foreach ((PSObject result, string url) in run.Output.Zip(urls))
        {
            string path = result.Get<string>("OutFile")!;
            Assert.Equal(inner, Path.GetDirectoryName(path));
            string name = Path.GetFileName(path);
            Assert.DoesNotContain(name, character => char.IsControl(character) || "/\\:*?\"<>|".Contains(character, StringComparison.Ordinal));
            Assert.False(name[0] is '.' or '-' or '~' or ' ' || name[^1] is '.' or ' ', $"'{name}' came from {url}");
            int seed = int.Parse(new Uri(url).Query.Split("seed=")[1].Split('&')[0], System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(Content(100, seed).AsSpan().SequenceEqual(File.ReadAllBytes(path)), $"'{name}' is not what {url} has.");
        }
    }

    [Fact]
    public void No_path_of_a_url_leads_out_of_the_directory()
    {
        string inner = Directory.CreateDirectory(PathOf("one/two/inner")).FullName;
        string[] urls = [.. HostileNames.Select(name => Scope.RawUrl("file/").AbsoluteUri + Uri.EscapeDataString(name) + "?size=100")];
        Session.With("inner", inner).With("urls", urls);

        RunResult run = Run("$urls | Start-ParallelFetch -OutDirectory $inner");

        Assert.Empty(run.Errors);
        Assert.All(Names, name => Assert.StartsWith("one/two/inner/", name, StringComparison.Ordinal));
        Assert.All(run.All<string>("OutFile").OfType<string>(), path => Assert.Equal(inner, Path.GetDirectoryName(path)));
    }

    private string Url(int seed, string disposition) =>
        Scope.RawUrl($"file/x{seed}?size=100&seed={seed}&disposition=").AbsoluteUri + Uri.EscapeDataString(disposition);
}
