using System.Text;

namespace ParallelFetch.Benchmarks.Reporting;

/// <summary>A table; columns of figures are aligned to the right.</summary>
internal sealed class MarkdownTable(params string[] heads)
{
    private readonly List<string[]> _rows = [];

    public MarkdownTable Add(params string?[] cells)
    {
        _rows.Add([.. cells.Select(cell => cell ?? "–")]);
        return this;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text, heads);
        Append(text, [.. heads.Select((_, column) => IsNumeric(column) ? "---:" : "---")]);
        foreach (string[] row in _rows)
        {
            Append(text, row);
        }

        return text.ToString();
    }

    private bool IsNumeric(int column) => _rows.Exists(row => char.IsAsciiDigit(row[column].FirstOrDefault()))
        && _rows.TrueForAll(row => row[column] is "" or "–" || char.IsAsciiDigit(row[column][0]));

    private static void Append(StringBuilder text, string[] cells) => text.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).AppendLine(" |");
}
