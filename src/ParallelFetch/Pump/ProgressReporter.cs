using System.Management.Automation;

namespace ParallelFetch.Pump;

/// <summary>
/// One progress record for all fetches of a call, written from the pipeline thread at most five times a second and
/// removed at the end. Where nobody shows progress nothing is worked out.
/// </summary>
internal sealed class ProgressReporter
{
    internal static readonly TimeSpan Interval = ProgressMeter.Interval;

    // Any constant will do that other commands are not likely to use; it makes nested calls share one bar.
    private const int ActivityId = 0x50_46;

    private readonly Cmdlet _cmdlet;
    private readonly string _activity;
    private readonly ProgressMeter _meter = new(TimeProvider.System);
    private bool _shown;

    /// <summary>Begins; nothing is shown before the first interval is over.</summary>
    /// <param name="cmdlet">The cmdlet, whose thread has to be the one that reports.</param>
    /// <param name="activity">What is being done.</param>
    /// <param name="total">How many URLs there are in all, when that is known.</param>
    internal ProgressReporter(Cmdlet cmdlet, string activity, long? total)
    {
        _cmdlet = cmdlet;
        _activity = activity;
        _meter.Total = total;
    }

    /// <summary>Whether anybody shows it.</summary>
    internal bool IsWanted { get; init; } = true;

    /// <summary>How many URLs there are in all; null while nobody knows.</summary>
    internal long? Total
    {
        get => _meter.Total;
        set => _meter.Total = value;
    }

    /// <summary>Whether it is time to report again.</summary>
    internal bool IsDue => IsWanted && _meter.IsDue;

    internal void Report(FetchProgress progress)
    {
        ProgressReading reading = _meter.Read(progress);
        _shown = true;
        _cmdlet.WriteProgress(new ProgressRecord(ActivityId, _activity, reading.Text)
        {
            PercentComplete = reading.Percent,
            SecondsRemaining = reading.SecondsLeft,
        });
    }

    internal void Complete()
    {
        if (_shown)
        {
            _shown = false;
            _cmdlet.WriteProgress(new ProgressRecord(ActivityId, _activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    /// <summary>Removes the record although the pipeline is over, where it still takes one.</summary>
    internal void Abandon()
    {
        try
        {
            Complete();
        }
        catch (PipelineStoppedException)
        {
            // Then the host clears its progress itself.
        }
    }
}
