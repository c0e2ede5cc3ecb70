using System.Text;

namespace ParallelFetch.Formatting;

/// <summary>Lines with labels in front, broken between their parts where they would be longer than 80 characters.</summary>
internal sealed class LabelledLines
{
    private const int Width = 80;
    private const int LabelWidth = 11;

    /// <summary>How long a line may be behind its label.</summary>
    internal const int TextWidth = Width - LabelWidth;

    private readonly StringBuilder _text = new();
    private string _label = string.Empty;

    /// <summary>Adds lines. A label that is the last one's is not written again.</summary>
    internal void Add(string label, params string[] parts)
    {
        string margin = label == _label ? string.Empty : label;
        int column = Width;
        foreach (string part in parts)
        {
            if (column + 1 + part.Length > Width)
            {
                _text.Append(_text.Length == 0 ? string.Empty : Environment.NewLine).Append(margin.PadRight(LabelWidth)).Append(part);
                column = LabelWidth + part.Length;
                margin = string.Empty;
                _label = label;
            }
            else
            {
                _text.Append(' ').Append(part);
                column += 1 + part.Length;
            }
        }
    }

    /// <summary>Adds a line for each of the first, and says how many more there are.</summary>
    internal void AddFirst(string label, int most, string[] lines)
    {
        foreach (string line in lines.Take(most))
        {
            Add(label, line);
        }

        if (lines.Length > most)
        {
            Add(label, $"and {lines.Length - most:N0} more");
        }
    }

    /// <summary>All lines, without a line break at the end.</summary>
    public override string ToString() => _text.ToString();
}
