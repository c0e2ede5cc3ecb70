using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace ParallelFetch.Pump;

/// <summary>
/// One progress record for all fetches of a call, written from the pipeline thread at most five times a second and
/// removed at the end.
/// </summary>
internal sealed class ProgressReporter
{
    internal static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    // Any constant will do that other commands are not likely to use; it makes nested calls share one bar.
    private const int ActivityId = 0x50_46;

    private readonly Cmdlet _cmdlet;
    private readonly string _activity;
    private readonly long? _total;
    private long _lastAt = Stopwatch.GetTimestamp();
    private long _lastCompleted;
    private double _perSecond;
    private bool _shown;

    /// <summary>Begins; nothing is shown before the first interval is over.</summary>
    /// <param name="cmdlet">The cmdlet, whose thread has to be the one that reports.</param>
    /// <param name="activity">What is being done.</param>
    /// <param name="total">How many URLs there are in all, when that is known.</param>
    internal ProgressReporter(Cmdlet cmdlet, string activity, long? total)
    {
        _cmdlet = cmdlet;
        _activity = activity;
        _total = total;
    }

    /// <summary>Whether it is time to report again.</summary>
    internal bool IsDue => Stopwatch.GetElapsedTime(_lastAt) >= Interval;

    internal void Report(FetchProgress progress)
    {
        double seconds = Stopwatch.GetElapsedTime(_lastAt).TotalSeconds;
        double rate = (progress.Completed - _lastCompleted) / Math.Max(seconds, 0.001);
        _perSecond = _shown ? (0.7 * _perSecond) + (0.3 * rate) : rate;
        _lastAt = Stopwatch.GetTimestamp();
        _lastCompleted = progress.Completed;
        _shown = true;
        _cmdlet.WriteProgress(new ProgressRecord(ActivityId, _activity, Describe(progress))
        {
            PercentComplete = _total is > 0 ? (int)Math.Min(100, progress.Completed * 100 / _total.Value) : -1,
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

    private static string DescribePause(FetchProgress progress) => progress.PausedHost is null
        ? string.Empty
        : string.Create(CultureInfo.CurrentCulture, $", paused {Math.Ceiling(progress.Pause.TotalSeconds):N0} s by {progress.PausedHost}");

    private string Describe(FetchProgress progress)
    {
        string total = _total is null ? string.Empty : string.Create(CultureInfo.CurrentCulture, $" of {_total:N0}");
        return string.Create(
            CultureInfo.CurrentCulture,
            $"{progress.Completed:N0}{total} done, {progress.Failed:N0} failed, {progress.InFlight:N0} in flight, {_perSecond:N0}/s{DescribePause(progress)}");
    }
}
