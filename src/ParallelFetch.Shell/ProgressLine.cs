using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace ParallelFetch.Shell;

/// <summary>
/// Progress as one line on standard error, redrawn in place. Nothing is drawn when standard error is no terminal.
/// Not thread-safe: the user interface holds its lock.
/// </summary>
internal sealed class ProgressLine(bool virtualTerminal, TimeProvider clock)
{
    private const int BarWidth = 20;
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(100);

    private readonly HashSet<(long Source, int Activity)> _active = [];
    private long _lastDrawn;
    private int _drawnWidth;

    public void Update(long sourceId, ProgressRecord record)
    {
        if (Console.IsErrorRedirected)
        {
            return;
        }

        if (record.RecordType == ProgressRecordType.Completed)
        {
            _active.Remove((sourceId, record.ActivityId));
            if (_active.Count == 0)
            {
                Reset();
            }

            return;
        }

        bool isNew = _active.Add((sourceId, record.ActivityId));
        if (isNew || clock.GetElapsedTime(_lastDrawn) >= RedrawInterval)
        {
            Draw(record);
        }
    }

    /// <summary>Takes the line off the screen; the next update draws it again.</summary>
    public void Erase()
    {
        if (_drawnWidth > 0)
        {
            Console.Error.Write(virtualTerminal ? "\r\x1b[K" : $"\r{new string(' ', _drawnWidth)}\r");
            _drawnWidth = 0;
        }
    }

    /// <summary>Takes the line off the screen and forgets the activities: the command that reported them is over.</summary>
    public void Reset()
    {
        Erase();
        _active.Clear();
    }

    private static string Describe(ProgressRecord record)
    {
        var text = new StringBuilder(record.Activity);
        if (record.PercentComplete >= 0)
        {
            int filled = Math.Min(record.PercentComplete, 100) * BarWidth / 100;
            text.Append(CultureInfo.InvariantCulture, $" [{new string('#', filled)}{new string('.', BarWidth - filled)}]");
            text.Append(CultureInfo.InvariantCulture, $" {record.PercentComplete,3}%");
        }

        Append(text, " ", record.StatusDescription);
        Append(text, " ", record.CurrentOperation);
        if (record.SecondsRemaining >= 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" ({TimeSpan.FromSeconds(record.SecondsRemaining):g} left)");
        }

        text.Replace('\r', ' ').Replace('\n', ' ').Replace('\t', ' ');
        return TextCells.Plain(text.ToString());
    }

    private static void Append(StringBuilder text, string separator, string? part)
    {
        if (!string.IsNullOrWhiteSpace(part))
        {
            text.Append(separator).Append(part);
        }
    }

    private void Draw(ProgressRecord record)
    {
        // The last column stays free: a character there would wrap on some terminals.
        string line = TextCells.Cut(Describe(record), ShellRawUserInterface.ErrorWidth - 1);
        int width = TextCells.Width(line);
        bool coloured = virtualTerminal && PSStyle.Instance.OutputRendering != OutputRendering.PlainText;
        string text = coloured ? PSStyle.Instance.Progress.Style + line + PSStyle.Instance.Reset : line;

        // Written over the old line, and only the remainder cleared: no flicker.
        string tail = virtualTerminal ? "\x1b[K" : new string(' ', Math.Max(0, _drawnWidth - width));
        Console.Error.Write($"\r{text}{tail}");
        _drawnWidth = width;
        _lastDrawn = clock.GetTimestamp();
    }
}
