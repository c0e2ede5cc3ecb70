using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;

namespace ParallelFetch.Shell.Commands;

/// <summary><c>Write-Host</c>: shows text without putting it on the pipeline. pwsh has the real one.</summary>
[Cmdlet(VerbsCommunications.Write, "Host")]
public sealed class WriteHostCommand : PSCmdlet
{
    private static readonly string[] HostTag = ["PSHOST"];

    /// <summary>What to show.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromRemainingArguments = true)]
    [Alias("Msg", "Message")]
    [SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The real cmdlet's parameter name.")]
    public object? Object { get; set; }

    /// <summary>What stands between the elements of a collection.</summary>
    [Parameter]
    public object Separator { get; set; } = " ";

    /// <summary>Leaves the cursor behind the text.</summary>
    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    /// <summary>The colour of the text.</summary>
    [Parameter]
    public ConsoleColor? ForegroundColor { get; set; }

    /// <summary>The colour behind the text.</summary>
    [Parameter]
    public ConsoleColor? BackgroundColor { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var message = new HostInformationMessage
        {
            Message = Text(Object),
            NoNewLine = NoNewline,
            ForegroundColor = ForegroundColor ?? Unless(BackgroundColor is null, Host.UI.RawUI.ForegroundColor),
            BackgroundColor = BackgroundColor ?? Unless(ForegroundColor is null, Host.UI.RawUI.BackgroundColor),
        };
        WriteInformation(message, HostTag);
    }

    private static ConsoleColor? Unless(bool condition, ConsoleColor color) => condition ? null : color;

    private string Text(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null => string.Empty,
        string text => text,
        IEnumerable items => string.Join(Separator?.ToString(), items.Cast<object?>().Select(Text)),
        _ => LanguagePrimitives.ConvertTo<string>(value) ?? string.Empty,
    };
}
