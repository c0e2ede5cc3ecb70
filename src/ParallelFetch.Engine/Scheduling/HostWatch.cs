using ParallelFetch.FlowControl;
using ParallelFetch.Http;
using ParallelFetch.Retry;

namespace ParallelFetch.Scheduling;

/// <summary>
/// Notes what the end of a fetch tells of its host: that it answers, refuses, or cannot be reached; and what that says
/// about the fetch. Guarded by the scheduler's lock.
/// </summary>
internal sealed class HostWatch(AdmissionControl admissions, TimeProvider time)
{
    /// <summary>The shortest time that a host is left alone which refuses everything and does not say for how long.</summary>
    private static readonly TimeSpan ShortestBackoff = TimeSpan.FromSeconds(0.1);

    /// <summary>How many failures in a row, and no answer in between, it takes to call a host down while others are on the wire to it.</summary>
    private const int FailuresOfOutage = 3;

    /// <summary>How often a URL may be refused while others come through before its refusals are taken to be its own.</summary>
    private const int MostOwnMisses = 2;

    internal HostVerdict Note(in Admission admission, FetchOutcome outcome, in RetryDecision decision, in CompletionReport report, long now)
    {
        HostState host = admission.Host;
        bool grew = false;
        if (report.Connected == true)
        {
            host.LastAnswerAt = now;
            host.ForgetLost();
            grew = NoteBack(admission, now);
        }

        bool isLocal = outcome.Failure is { LocalTrouble: not LocalResource.None };
        if (isLocal || outcome.StatusCode == 0)
        {
            host.Flow?.OnOther(admission.Serial);
            FetchEnd end = isLocal ? FetchEnd.Local
                : report.IsLost && NoteLost(admission, outcome, decision, now) ? FetchEnd.Lost
                : FetchEnd.Own;
            return new HostVerdict(end, grew);
        }

        bool wasFull = host.InFlight >= (host.Flow?.Window ?? int.MaxValue);
        bool isNew = admission.Item.Retry is null or { Misses: 0 };
        if (IsRefused(admission, decision, host, wasFull))
        {
            host.Refusals++;
            outcome.Refusals++;
            host.FirstRefusals.OnRefused(isNew, host.InFlight <= 1);
            if (host.FirstRefusals.IsCertain)
            {
                return NoteRefusedAtFirst(admission, outcome, decision, now);
            }

            NoteRefused(admission, outcome, decision, now);
            return new HostVerdict(FetchEnd.Refused, grew);
        }

        if (decision.Refusal == RefusalKind.None)
        {
            host.Suspicion.OnAccepted(!isNew);
            host.FirstRefusals.OnAccepted(isNew);
            host.Accepted++;
            host.LastAcceptedAt = now;
            host.Meter.Count(now);
            grew |= host.Flow?.OnAccepted(admission.Serial, now, wasFull) == true;
        }
        else
        {
            host.Flow?.OnOther(admission.Serial);
        }

        return new HostVerdict(FetchEnd.Own, grew);
    }

    private static bool IsRefused(in Admission admission, in RetryDecision decision, HostState host, bool wasFull)
    {
        RetryState? retry = admission.Item.Retry;
        return decision.Refusal switch
        {
            RefusalKind.Certain => true,
            RefusalKind.Suspected => host.Suspicion.OnRefused(OwnMisses(host, retry) > 1, retry is null, wasFull)
                && (retry?.Misses ?? 0) < SuspectedRefusals.MostPerUrl,
            _ => false,
        };
    }

    /// <summary>How often a request was missed by its host in a row while others came through, the time included that has just ended.</summary>
    internal static int OwnMisses(HostState host, RetryState? retry) =>
        retry is null or { Misses: 0 } ? 0 : retry.OwnMisses + (host.LastAcceptedAt > retry.LastMissAt ? 1 : 0);

    // Going slowly would not help. A pause that is asked for is kept all the same.
    private HostVerdict NoteRefusedAtFirst(in Admission admission, FetchOutcome outcome, in RetryDecision decision, long now)
    {
        HostState host = admission.Host;
        long asked = time.Ticks(decision.AskedWait ?? TimeSpan.Zero);
        host.EndFlow();
        if (asked == 0)
        {
            return new HostVerdict(FetchEnd.NotYet, true);
        }

        Pause(admission, outcome, asked, asked, now);
        return new HostVerdict(FetchEnd.Refused, true);
    }

    private void NoteRefused(in Admission admission, FetchOutcome outcome, in RetryDecision decision, long now)
    {
        HostState host = admission.Host;
        RetryOptions options = outcome.Request.Options.Retry;
        long asked = time.Ticks(decision.AskedWait ?? TimeSpan.Zero);
        long pause = asked;
        HostFlow flow = host.UseFlow();
        double rate = flow.Rate;
        int window = flow.Window;
        if (OwnMisses(host, admission.Item.Retry) <= MostOwnMisses)
        {
            TimeSpan backoff = options.Interval < ShortestBackoff ? ShortestBackoff : options.Interval;
            pause = flow.OnRefused(new Refusal
            {
                Now = now,
                Serial = admission.Serial,
                LastSerial = host.Requests,
                StillOnTheWire = host.InFlight - 1,
                Asked = asked,
                Backoff = time.Ticks(backoff * (0.75 + (decision.Jitter / 2))),
                AcceptedBefore = host.Accepted,
                AcceptedInLastSecond = host.Meter.LastSecond(now),
                FirstSentAt = host.FirstSentAt,
            });
        }
        else
        {
            // Others come through, again and again: it says nothing about what the host can take.
            flow.OnOther(admission.Serial);
        }

        if (pause > 0)
        {
            Pause(admission, outcome, pause, asked, now);
        }

        if (flow.Rate > 0 ? flow.Rate < rate || rate == 0 : flow.Window < window && window == int.MaxValue)
        {
            admission.Queue.Notify(HostNotices.Limited(host.Key.ToString(), outcome.StatusCode, flow.Rate, flow.Window));
        }
    }

    // It is the host that answered that asks for the pause; what leads there by a redirect has to wait as well.
    private void Pause(in Admission admission, FetchOutcome outcome, long pause, long asked, long now)
    {
        HostState answered = outcome.Redirects > 0 && outcome.ResponseUri is not null && HostKey.TryCreate(outcome.ResponseUri, out HostKey host)
            ? admissions.Hosts.GetOrAdd(host)
            : admission.Host;
        bool isNews = AdmissionControl.Pause(answered, now + pause);
        AdmissionControl.Pause(admission.Host, now + pause);
        if (isNews)
        {
            string name = answered.Key.ToString();
            TimeSpan length = time.GetElapsedTime(0, pause);
            admission.Queue.Notify(asked > 0
                ? HostNotices.Paused(name, outcome.StatusCode, length)
                : HostNotices.Backoff(name, outcome.StatusCode, length));
        }
    }

    private bool NoteBack(in Admission admission, long now)
    {
        HostState host = admission.Host;
        if (!host.IsDown)
        {
            return false;
        }

        admission.Queue.Notify(HostNotices.Back(host.Key.ToString(), time.GetElapsedTime(host.Outage!.Since, now)));
        host.Outage.End(host.Requests);
        host.UseFlow().Restart(host.Requests);
        return true;
    }

    /// <returns>Whether the host is down and waited for.</returns>
    private static bool NoteLost(in Admission admission, FetchOutcome outcome, in RetryDecision decision, long now)
    {
        HostState host = admission.Host;
        FetchOptions options = outcome.Request.Options;
        host.CountLost(admission.Item.Number);
        if (!host.Awaits(admission.Queue, options))
        {
            return false;
        }

        bool isOld = host.Outage is { } before && admission.Serial <= before.RecoveredSerial;
        if (isOld)
        {
            // It was sent while the host was down, or before.
            return true;
        }

        if (!host.IsDown)
        {
            // A page that takes too long, or one that breaks its connection, is not a host that is gone: several are.
            bool isTelling = outcome.WasNotConnected || host.LostInARow >= FailuresOfOutage || (host.InFlight <= 1 && !outcome.WasUnanswered);
            if (!isTelling)
            {
                return false;
            }

            host.UseOutage().Begin(now, decision.Jitter, admission.Item.Number);
        }

        if (host.Outage!.Confirm(admission.Item.Number, outcome.WasNotConnected))
        {
            admission.Queue.Notify(HostNotices.Down(host.Key.ToString(), FetchNotices.Reason(outcome), options.Retry.OutageTimeout));
        }

        return true;
    }
}
