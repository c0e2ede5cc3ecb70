using System.Text;
using ParallelFetch.Benchmarks.Measuring;

namespace ParallelFetch.Benchmarks.Reporting;

/// <summary>What came out of one scenario. Targets are not judged where the sizes are too small for figures to mean anything.</summary>
internal sealed class ScenarioReport(string name, string title, bool judge)
{
    private readonly List<string> _tables = [];
    private readonly List<Target> _targets = [];
    private readonly List<string> _notes = [];

    /// <summary>Whether a contender of our own failed.</summary>
    public bool HasFailed { get; private set; }

    public void Add(MarkdownTable table, string? caption = null) => _tables.Add(caption is null ? table.ToString() : $"{caption}\n\n{table}");

    public void Add(Target target) => _targets.Add(target);

    public void Note(string note)
    {
        if (!_notes.Contains(note))
        {
            _notes.Add(note);
        }
    }

    public void Fail(string what)
    {
        HasFailed = true;
        _notes.Add($"**FAILED** {what}");
    }

    /// <summary>Failures and remarks of contenders.</summary>
    public void AddNotes(IEnumerable<Series> series)
    {
        foreach (Series one in series)
        {
            if (one.Failure is not null && one.Contender.IsOurs)
            {
                Fail($"{one.Label}: {one.Failure}");
            }
            else if (one.Failure is not null)
            {
                Note($"{one.Label} dropped out: {one.Failure}");
            }

            if (one.Contender.NoteOn(one.Work) is { } note)
            {
                Note(note);
            }
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder("## ").Append(name).Append(": ").AppendLine(title).AppendLine();
        foreach (string table in _tables)
        {
            text.AppendLine(table);
        }

        if (_targets.Count > 0)
        {
            var targets = new MarkdownTable("target", "asked", "measured", "reached");
            foreach (Target target in _targets)
            {
                targets.Add(target.What, target.Asked, target.Measured?.ToString(), judge ? target.Reached : "not judged");
            }

            text.AppendLine(targets.ToString());
        }

        foreach (string note in _notes)
        {
            text.Append("- ").AppendLine(note);
        }

        return text.AppendLine().ToString();
    }
}
