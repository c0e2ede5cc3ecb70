namespace ParallelFetch.Reporting;

/// <summary>A table of a report: the first column names the row.</summary>
/// <param name="caption">What it is about.</param>
/// <param name="columns">The heads of its columns; a # in front makes a column of numbers.</param>
internal sealed class ReportTable(string caption, params string[] columns)
{
    /// <summary>Writes the table.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="more">What is not in it; null when all is.</param>
    internal void Write(HtmlWriter html, IEnumerable<ReportRow> rows, string? more = null)
    {
        html.Write($"<table><caption>{caption}</caption><thead><tr>");
        foreach (string column in columns)
        {
            html.Write($"""<th scope="col" class="{(column.StartsWith('#') ? "n" : string.Empty)}">{column.TrimStart('#')}</th>""");
        }

        html.Write($"</tr></thead><tbody>");
        foreach (ReportRow row in rows)
        {
            WriteRow(html, row);
        }

        html.Write($"</tbody></table>");
        if (more is not null)
        {
            html.Write($"""<p class="more">{more}</p>""");
        }
    }

    private void WriteRow(HtmlWriter html, ReportRow row)
    {
        html.Write($"""<tr><th scope="row">""");
        html.WriteBreakable(row.Cells[0]);
        if (row.Remark is not null)
        {
            html.Write($"""<span class="remark{(row.IsBad ? " bad" : string.Empty)}">{row.Remark}</span>""");
        }

        if (row.Share > 0)
        {
            html.Write($"""<span class="share {(row.IsBad ? "bad" : "good")}" style="width:{row.Share * 100:0.##}%"></span>""");
        }

        html.Write($"</th>");
        for (int index = 1; index < columns.Length; index++)
        {
            WriteCell(html, columns[index], row.Cells[index]);
        }

        html.Write($"</tr>");
    }

    private static void WriteCell(HtmlWriter html, string column, string text)
    {
        if (column.StartsWith('#'))
        {
            html.Write($"""<td class="n">{text}</td>""");
            return;
        }

        html.Write($"<td>");
        html.WriteBreakable(text);
        html.Write($"</td>");
    }
}

/// <summary>A row of a table.</summary>
/// <param name="Cells">One text for each column.</param>
internal sealed record ReportRow(params string[] Cells)
{
    /// <summary>What stands below the first of them.</summary>
    internal string? Remark { get; init; }

    /// <summary>How much of the whole it is, drawn as a bar; 0 for none.</summary>
    internal double Share { get; init; }

    /// <summary>Whether it is bad news.</summary>
    internal bool IsBad { get; init; }
}
