using System.Management.Automation;
using ParallelFetch.Jobs;

namespace ParallelFetch.Commands;

/// <summary>Makes one job of the call (-AsJob), which holds the results until Receive-Job takes them.</summary>
internal sealed class JobMode : FetchMode
{
    private readonly PSCmdlet _cmdlet;
    private readonly FetchJob _job;
    private bool _hasAny;
    private bool _isHeldBack;
    private bool _isOut;

    /// <summary>Creates the mode of a call.</summary>
    /// <param name="cmdlet">Writes the job.</param>
    /// <param name="batch">The job's from now on.</param>
    /// <param name="settings">How the call wants it; the checkpoint file, too, is the job's from now on.</param>
    internal JobMode(PSCmdlet cmdlet, FetchBatch batch, FetchJobSettings settings)
    {
        _cmdlet = cmdlet;
        _job = new FetchJob(batch, settings);
    }

    /// <summary>The command line of a call, for Get-Job.</summary>
    internal static string CommandLineOf(InvocationInfo invocation)
    {
        string line = invocation.Line ?? string.Empty;
        int start = Math.Clamp(invocation.OffsetInLine - 1, 0, line.Length);
        string command = line[start..].Trim();
        return command.Length > 0 ? command : invocation.InvocationName;
    }

    /// <inheritdoc/>
    internal override void Begin() => _job.Start();

    /// <inheritdoc/>
    internal override void Accept(FetchRequest request)
    {
        _hasAny = true;
        _job.Add(request);
    }

    /// <inheritdoc/>
    internal override void HoldBack() => _isHeldBack = true;

    /// <inheritdoc/>
    internal override void End()
    {
        if (_isHeldBack && !_hasAny)
        {
            // -WhatIf begins nothing, so there is no job of it either.
            return;
        }

        _job.CloseInput();
        _cmdlet.JobRepository.Add(_job);
        _isOut = true;
        _cmdlet.WriteObject(_job);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        // A job that nobody got to see is not left behind.
        if (!_isOut)
        {
            _job.Dispose();
        }
    }
}
