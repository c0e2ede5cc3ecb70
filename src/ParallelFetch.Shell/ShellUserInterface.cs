using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace ParallelFetch.Shell;

/// <summary>
/// Writes to the console as pwsh does: results, warnings and the like to standard output, errors to standard error,
/// and escape sequences only to what is a terminal.
/// </summary>
internal sealed class ShellUserInterface : PSHostUserInterface
{
    private readonly Lock _gate = new();
    private readonly ShellRawUserInterface _raw = new();
    private readonly ProgressLine _progress;
    private readonly ConsolePrompts _prompts;
    private bool _midLine;

    public ShellUserInterface(CancellationToken interrupted)
    {
        _progress = new ProgressLine(SupportsVirtualTerminal, TimeProvider.System);
        _prompts = new ConsolePrompts(this, new ConsoleInput(interrupted));
        if (Environment.GetEnvironmentVariable("NO_COLOR") is not null)
        {
            PSStyle.Instance.OutputRendering = OutputRendering.PlainText;
        }
    }

    public override PSHostRawUserInterface RawUI => _raw;

    public override bool SupportsVirtualTerminal { get; } = Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>While set, everything goes to standard error: for rendering an error through the engine's formatting.</summary>
    public bool SendAllToError { get; set; }

    public override void Write(string value) => Emit(SendAllToError, value, newLine: false);

    public override void WriteLine() => Emit(SendAllToError, string.Empty, newLine: true);

    public override void WriteLine(string value) => Emit(SendAllToError, value, newLine: true);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Write(Coloured(foregroundColor, backgroundColor, value));

    public override void WriteLine(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        WriteLine(Coloured(foregroundColor, backgroundColor, value));

    public override void WriteErrorLine(string value) => Emit(toError: true, value, newLine: true);

    public override void WriteDebugLine(string message) => WriteStyled(FormatStyle.Debug, "DEBUG: ", message);

    public override void WriteVerboseLine(string message) => WriteStyled(FormatStyle.Verbose, "VERBOSE: ", message);

    public override void WriteWarningLine(string message) => WriteStyled(FormatStyle.Warning, "WARNING: ", message);

    // The engine itself prints what is meant for the eye (Write-Host, -InformationAction Continue); the record is for collectors.
    public override void WriteInformation(InformationRecord record)
    {
    }

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        lock (_gate)
        {
            if (!_midLine)
            {
                _progress.Update(sourceId, record);
            }
        }
    }

    /// <summary>Takes the progress line off the screen and forgets its activities.</summary>
    public void EraseProgress()
    {
        lock (_gate)
        {
            _progress.Reset();
        }
    }

    public override string ReadLine() => _prompts.ReadLine();

    public override SecureString ReadLineAsSecureString() => _prompts.ReadSecret();

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        _prompts.Prompt(caption, message, descriptions);

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        _prompts.PromptForChoice(caption, message, choices, defaultChoice);

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        _prompts.PromptForCredential(caption, message, userName);

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) => _prompts.PromptForCredential(caption, message, userName);

    private static string Coloured(ConsoleColor foreground, ConsoleColor background, string value)
    {
        // Outside the enumeration means "whatever the terminal uses", which has no escape sequence.
        string start = (Enum.IsDefined(foreground) ? PSStyle.MapForegroundColorToEscapeSequence(foreground) : string.Empty)
            + (Enum.IsDefined(background) ? PSStyle.MapBackgroundColorToEscapeSequence(background) : string.Empty);
        return start.Length == 0 ? value : start + value + PSStyle.Instance.Reset;
    }

    private void WriteStyled(FormatStyle style, string prefix, string message) =>
        WriteLine(GetFormatStyleString(style) + prefix + message + PSStyle.Instance.Reset);

    private void Emit(bool toError, string value, bool newLine)
    {
        bool redirected = toError ? Console.IsErrorRedirected : Console.IsOutputRedirected;

        // Colours into a file or pipe only on the user's explicit word.
        bool decorated = redirected ? PSStyle.Instance.OutputRendering == OutputRendering.Ansi : SupportsVirtualTerminal;
        string text = GetOutputString(value, decorated);
        lock (_gate)
        {
            _progress.Erase();
            TextWriter writer = toError ? Console.Error : Console.Out;
            writer.Write(newLine ? text + Environment.NewLine : text);
            if (!redirected)
            {
                _midLine = !newLine && !text.EndsWith('\n') && (_midLine || text.Length > 0);
            }
        }
    }
}
