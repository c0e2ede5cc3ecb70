using HelpBuilder.Model;
using HelpBuilder.Reading;
using HelpBuilder.Writing;

namespace HelpBuilder;

/// <summary>
/// Makes the help that Get-Help reads of the pages in a docs folder: one MAML file for the cmdlets, and the about topics
/// as they are.
/// </summary>
internal static class Program
{
    private const string Usage = "usage: HelpBuilder <folder with the pages> <output folder> [address of the folder of the pages on the web]";

    private static int Main(string[] arguments)
    {
        if (arguments.Length is not (2 or 3))
        {
            Console.Error.WriteLine(Usage);
            return 1;
        }

        string source = arguments[0];
        if (!Directory.Exists(source))
        {
            Console.Error.WriteLine($"{source}: error : there is no such folder");
            return 1;
        }

        if (ReadPages(source, arguments.ElementAtOrDefault(2) ?? string.Empty) is not { } pages)
        {
            return 1;
        }

        Write(pages, source, Directory.CreateDirectory(arguments[1]).FullName);
        return 0;
    }

    // Every page is looked at before giving up: whoever mends pages wants to know all that is wrong.
    private static List<CommandPage>? ReadPages(string source, string helpUriBase)
    {
        List<CommandPage> pages = [];
        bool failed = false;
        foreach (string path in Files(source, "*.md"))
        {
            try
            {
                if (CommandPageReader.Read(File.ReadAllText(path)) is { } page)
                {
                    bool online = page.HelpUri.Length == 0 && helpUriBase.Length > 0;
                    pages.Add(online ? page with { HelpUri = helpUriBase + Path.GetFileName(path) } : page);
                }
            }
            catch (PageException exception)
            {
                // In the form that MSBuild shows as an error of that file.
                Console.Error.WriteLine($"{path}: error : {exception.Message}.");
                failed = true;
            }
        }

        if (!failed && pages.Count == 0)
        {
            Console.Error.WriteLine($"{source}: error : there is no page of a cmdlet in this folder.");
            failed = true;
        }

        return failed ? null : pages;
    }

    private static void Write(List<CommandPage> pages, string source, string output)
    {
        foreach (IGrouping<string, CommandPage> file in pages.GroupBy(page => page.HelpFile))
        {
            Write(Path.Combine(output, file.Key), MamlFile.Of(file));
        }

        foreach (string topic in Files(source, "about_*.help.txt"))
        {
            Write(Path.Combine(output, Path.GetFileName(topic)), File.ReadAllBytes(topic));
        }
    }

    private static void Write(string path, byte[] content)
    {
        if (OutputFile.Write(path, content))
        {
            Console.WriteLine($"HelpBuilder -> {path}");
        }
    }

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal);
}
