using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace ParallelFetch.Shell;

/// <summary>What the engine sees of the console program around it.</summary>
internal sealed class ShellHost(Interruption interruption) : PSHost
{
    private readonly ShellUserInterface _ui = new(interruption.Token);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "ParallelFetch.Shell";

    public override Version Version { get; } = typeof(ShellHost).Assembly.GetName().Version ?? new Version(0, 0);

    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    public override PSHostUserInterface UI => _ui;

    /// <summary>The same object as <see cref="UI"/>, with what only this program needs.</summary>
    public ShellUserInterface Screen => _ui;

    /// <summary>The argument of the <c>exit</c> statement that ended the command, or null when none did.</summary>
    public int? RequestedExitCode { get; private set; }

    public override void SetShouldExit(int exitCode) => RequestedExitCode = exitCode;

    public override void EnterNestedPrompt() => throw new PSNotImplementedException("This host has no nested prompts.");

    public override void ExitNestedPrompt() => throw new PSNotImplementedException("This host has no nested prompts.");

    // A native program is about to write to the same terminal.
    public override void NotifyBeginApplication() => _ui.EraseProgress();

    public override void NotifyEndApplication()
    {
    }
}
