using Markdig.Extensions.Tables;

namespace HelpBuilder.Reading;

/// <summary>Sets a table in columns. The last column is wrapped, so that the whole fits into an indented text on a narrow console.</summary>
internal static class TextTable
{
    // 80 columns, less what Get-Help indents notes by.
    private const int Width = 72;
    private const int Gap = 2;
    private const int NarrowestLastColumn = 20;

    internal static string Of(Table table)
    {
        List<string[]> rows = [.. table.Cast<TableRow>().Select(Cells)];
        int last = rows.Max(row => row.Length) - 1;
        int[] widths = [.. Enumerable.Range(0, last).Select(column => rows.Max(row => TextAt(row, column).Length))];
        int lastWidth = Math.Max(NarrowestLastColumn, Width - widths.Sum() - (Gap * last));
        rows.Insert(1, [.. widths.Append(rows.Max(row => Math.Min(lastWidth, TextAt(row, last).Length))).Select(width => new string('-', width))]);
        return string.Join('\n', rows.SelectMany(row => Lines(row, widths, lastWidth)));
    }

    private static string[] Cells(TableRow row) => [.. row.Cast<TableCell>().Select(cell => string.Join(' ', PlainText.Of(cell.AsEnumerable())))];

    private static string TextAt(string[] row, int column) => column < row.Length ? row[column] : string.Empty;

    private static IEnumerable<string> Lines(string[] row, int[] widths, int lastWidth)
    {
        string start = string.Concat(widths.Select((width, column) => TextAt(row, column).PadRight(width + Gap)));
        foreach (string line in Wrap(TextAt(row, widths.Length), lastWidth))
        {
            yield return (start + line).TrimEnd();
            start = new string(' ', start.Length);
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        string line = string.Empty;
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = string.Empty;
            }

            line = line.Length == 0 ? word : line + " " + word;
        }

        yield return line;
    }
}
