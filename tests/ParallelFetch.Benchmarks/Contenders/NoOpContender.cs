using System.Management.Automation.Runspaces;

namespace ParallelFetch.Benchmarks.Contenders;

/// <summary>What PowerShell itself costs per URL: the same strings through a cmdlet with the same parameters that fetches nothing.</summary>
internal sealed class NoOpContender : Contender
{
    private const string Command = "Invoke-NoOp";

    private readonly InProcessPowerShell _session = CreateSession();

    public override string Key => "noop";

    public override string Title => "no-op cmdlet, same parameters (no requests)";

    // Not ParallelFetch, but it breaks when its parameters can no longer be copied.
    public override bool IsOurs => true;

    public override bool UsesNetwork => false;

    public override RunOutcome Run(Workload work, CancellationToken cancellation)
    {
        long before = NoOpCommand.Records;
        _session.Run($"$args[0] | {Command} -Throttle $args[1] | Out-Null", work.Urls, work.Throttle);
        return new RunOutcome(NoOpCommand.Records - before, null);
    }

    protected override void Dispose(bool disposing)
    {
        _session.Dispose();
        base.Dispose(disposing);
    }

    private static InProcessPowerShell CreateSession()
    {
        using InProcessPowerShell real = InProcessPowerShell.WithModule();
        return new InProcessPowerShell(new SessionStateCmdletEntry(Command, NoOpCommandType.For(real.TypeOf("Start-ParallelFetch")), null));
    }
}
