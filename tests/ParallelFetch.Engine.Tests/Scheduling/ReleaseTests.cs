using System.Runtime.CompilerServices;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Retry;

namespace ParallelFetch.Engine.Tests.Scheduling;

/// <summary>What is over is not held, however long the pauses last that it waited for.</summary>
[Collection(nameof(MemoryTests))]
public sealed class ReleaseTests : IDisposable
{
    private static readonly FetchOptions Patient = new()
    {
        Retry = new RetryOptions { MaximumCount = 5, MaximumRetryAfter = TimeSpan.FromHours(1) },
        Trace = FetchTrace.Attempts,
    };

    private readonly EngineFixture _fixture = new();
    private int _hosts;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void A_call_that_was_ended_is_not_held_until_its_retries_are_due()
    {
        WeakReference call = EndWithRetries(1);

        GC.Collect();

        Assert.False(call.IsAlive);
    }

    [Fact]
    public void A_call_that_was_ended_is_not_held_by_the_pause_of_a_host()
    {
        WeakReference call = EndWhilePaused();

        GC.Collect();

        Assert.False(call.IsAlive);
    }

    [Fact]
    public void A_call_that_was_ended_is_not_held_while_its_host_is_away()
    {
        WeakReference call = EndWhileAway();

        GC.Collect();

        Assert.False(call.IsAlive);
    }

    [Fact]
    public void What_was_sent_again_is_not_held_until_its_total_time_is_over()
    {
        (WeakReference call, WeakReference outcome) = CompleteAfterRefusal();

        GC.Collect();

        Assert.False(call.IsAlive);
        Assert.False(outcome.IsAlive);
    }

    [Fact]
    public void A_call_that_has_completed_is_not_held_by_the_slots_that_it_used()
    {
        WeakReference call = Complete();

        GC.Collect();

        Assert.False(call.IsAlive);
    }

    [Fact]
    public void Many_calls_that_were_ended_leave_no_memory_behind()
    {
        EndWithRetries(1);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        for (int i = 0; i < 300; i++)
        {
            EndWithRetries(100);
        }

        // 30,000 requests that waited, some of them with the outcome of their last try; 300 hosts are remembered.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 2_000_000);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference EndWithRetries(int count)
    {
        _fixture.Network.Auto = static _ => new HttpResponseMessage(System.Net.HttpStatusCode.RequestEntityTooLarge) { Headers = { RetryAfter = new(TimeSpan.FromMinutes(30)) } };
        using FetchBatch batch = _fixture.Engine.StartBatch();
        _fixture.Add(batch, count, Patient, $"host{_hosts++}");
        Assert.Equal((1, count), (batch.Progress.Retrying, _fixture.Engine.Waiting));
        _fixture.Network.Forget();
        return new WeakReference(batch);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference EndWhilePaused()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 20, Patient);
        _fixture.Network.Oldest.Refuse(503, "1800");
        Assert.Equal(0, _fixture.Network.Outstanding);
        _fixture.Network.Forget();
        return new WeakReference(batch);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference EndWhileAway()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 3);
        FetchOptions options = Patient with { Retry = Patient.Retry with { OutageTimeout = TimeSpan.FromHours(1) } };
        _fixture.Add(batch, 1, options);
        _fixture.Network.Answer(1);
        _fixture.Add(batch, 20, options);
        while (_fixture.Network.Outstanding > 0)
        {
            _fixture.Network.Oldest.RefuseConnection();
        }

        Assert.Equal(20, _fixture.Engine.Waiting);
        _fixture.Network.Forget();
        return new WeakReference(batch);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (WeakReference Call, WeakReference Outcome) CompleteAfterRefusal()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 2);
        _fixture.Add(batch, 1, Patient with { TotalTimeout = TimeSpan.FromHours(1) });
        _fixture.Network.Oldest.Refuse(429, "1");
        _fixture.Pass(TimeSpan.FromSeconds(1));
        _fixture.Network.Answer(1);
        var outcome = new WeakReference(Assert.Single(EngineFixture.TakeReady(batch)));
        _fixture.Network.Forget();
        return (new WeakReference(batch), outcome);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Complete()
    {
        _fixture.Network.Auto = static _ => new HttpResponseMessage();
        using FetchBatch batch = _fixture.Engine.StartBatch();
        _fixture.Add(batch, 20, Patient);
        Assert.Equal(20, EngineFixture.TakeReady(batch).Count);
        _fixture.Network.Forget();
        return new WeakReference(batch);
    }
}
