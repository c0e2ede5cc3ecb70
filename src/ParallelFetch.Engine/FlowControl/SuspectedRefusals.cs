namespace ParallelFetch.FlowControl;

/// <summary>
/// Finds out what a host means by status 503 without a word about when to come again: that it has too much to do, as
/// nginx's limit_req and limit_conn say it, or that a page is broken. It is the former when a good share of what it is
/// asked is answered so, and comes through later; it is the latter when the same URLs are answered so again and again
/// while others come through. Guarded by the scheduler's lock.
/// </summary>
internal sealed class SuspectedRefusals
{
    /// <summary>How often one URL may be refused so at no cost: after that it is the URL.</summary>
    internal const int MostPerUrl = 10;

    private const double Weight = 0.125;
    private const double TellingShare = 0.5;
    private const double SmallShare = 0.02;
    private const int MostRepeated = 4;

    private double _share;
    private int _repeated;
    private bool _isTelling;

    /// <summary>A request was answered, and not so.</summary>
    /// <param name="hadBeenRefused">Whether it had been before.</param>
    internal void OnAccepted(bool hadBeenRefused)
    {
        if (_share > 0 || _isTelling)
        {
            _share -= _share * Weight;
            _share = _share < SmallShare ? 0 : _share;
            _repeated = hadBeenRefused ? Math.Max(0, _repeated - 1) : _repeated;
        }
    }

    /// <summary>A request was answered so.</summary>
    /// <param name="isRepeated">Whether it had been before, more than once, and others came through each time in between.</param>
    /// <param name="isFirst">Whether the request was sent for the first time: how often one URL is answered so says nothing about the host.</param>
    /// <param name="isProbe">Whether more were on the wire than the host is known to serve.</param>
    /// <returns>Whether it was refused because of what else the host has to do.</returns>
    internal bool OnRefused(bool isRepeated, bool isFirst, bool isProbe)
    {
        _share += isFirst ? (1 - _share) * Weight : 0;
        _repeated += isRepeated ? 1 : 0;
        _isTelling |= _share >= TellingShare;
        return (_isTelling || isProbe) && _repeated < MostRepeated;
    }
}
