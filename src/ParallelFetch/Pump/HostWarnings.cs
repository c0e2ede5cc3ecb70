namespace ParallelFetch.Pump;

/// <summary>
/// Decides which news of a host is worth a warning: a server that comes and goes must not fill the screen. Of each kind a
/// host gets one in a minute; what comes in between is for those who want to know everything.
/// </summary>
internal sealed class HostWarnings(TimeProvider time)
{
    internal static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // Whoever asks more dead hosts than that has had enough warnings to know.
    private const int MostHosts = 10_000;

    private readonly Dictionary<(FetchNoticeKind Kind, string Host), long> _warnedAt = [];

    /// <summary>Whether a notice is to be a warning.</summary>
    internal bool IsDue(FetchNotice notice)
    {
        if (notice.Host is null)
        {
            return true;
        }

        (FetchNoticeKind, string) key = (notice.Kind, notice.Host);
        bool isKnown = _warnedAt.TryGetValue(key, out long warnedAt);
        if ((isKnown && time.GetElapsedTime(warnedAt) < Interval) || (!isKnown && _warnedAt.Count >= MostHosts))
        {
            return false;
        }

        _warnedAt[key] = time.GetTimestamp();
        return true;
    }
}
