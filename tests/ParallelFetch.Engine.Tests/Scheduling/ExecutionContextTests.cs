using System.Globalization;
using ParallelFetch.Engine.Tests.Fakes;

namespace ParallelFetch.Engine.Tests.Scheduling;

/// <summary>What flows with the caller of a request, and with nobody else's.</summary>
public sealed class ExecutionContextTests : IDisposable
{
    private static readonly AsyncLocal<string?> Caller = new();

    private readonly EngineFixture _fixture = new();
    private readonly List<string> _seen = [];

    public ExecutionContextTests() => _fixture.Network.Sending = request => _seen.Add($"{request.RequestUri!.Host} as {Caller.Value} in {CultureInfo.CurrentCulture.Name}");

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void A_request_is_sent_in_the_context_of_who_added_it_whoever_ends_before_it()
    {
        using FetchBatch one = _fixture.Engine.StartBatch(limit: 1);
        using FetchBatch other = _fixture.Engine.StartBatch(limit: 1);
        As("one", "de-DE", () => _fixture.Add(one, 2, host: "a"));
        As("other", "fr-FR", () => _fixture.Add(other, 2, host: "b"));

        As("the test", "ja-JP", () => _fixture.Network.Answer(4));

        Assert.Equal(["a as one in de-DE", "a as one in de-DE", "b as other in fr-FR", "b as other in fr-FR"], _seen.Order());
        Assert.Null(Caller.Value);
    }

    [Fact]
    public void A_retry_is_sent_in_the_context_of_who_added_it()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch();
        As("one", "de-DE", () => _fixture.Add(batch, 1, new FetchOptions { Retry = new ParallelFetch.Retry.RetryOptions { MaximumCount = 1 } }, "a"));
        _fixture.Network.Oldest.Refuse();

        As("the clock", "ja-JP", () => _fixture.WaitForNext(TimeSpan.FromSeconds(2)));

        Assert.Equal(["a as one in de-DE", "a as one in de-DE"], _seen);
    }

    [Fact]
    public void A_background_request_is_sent_in_the_context_of_who_added_it()
    {
        _fixture.Engine.SetThrottle(1);
        As("one", "de-DE", () => _fixture.Engine.Background.Add(_fixture.Request(host: "a")));
        As("other", "fr-FR", () => _fixture.Engine.Background.Add(_fixture.Request(host: "b")));

        _fixture.Network.Answer(2);

        Assert.Equal(["a as one in de-DE", "b as other in fr-FR"], _seen);
    }

    [Fact]
    public void Where_the_flow_is_suppressed_nothing_of_anybody_flows()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 1);
        string culture = CultureInfo.CurrentCulture.Name;
        As("one", culture, () => _fixture.Add(batch, 1, host: "a"));
        As("other", culture, () =>
        {
            using (ExecutionContext.SuppressFlow())
            {
                _fixture.Add(batch, 1, host: "b");
            }
        });

        As("the test", culture, () => _fixture.Network.Answer(1));

        Assert.Equal(["a as one", "b as "], _seen.Select(seen => seen.Split(" in ")[0]));
    }

    [Fact]
    public void A_call_begins_while_requests_of_another_are_being_sent()
    {
        _fixture.Engine.SetThrottle(1);
        using FetchBatch waiting = _fixture.Engine.StartBatch();
        _fixture.Add(waiting, 2);
        bool? begun = null;
        _fixture.Network.Sending = _ =>
        {
            var third = new Thread(() => _fixture.Engine.StartBatch().Dispose());
            third.Start();
            begun = third.Join(TimeSpan.FromSeconds(30));
        };

        using FetchBatch wider = _fixture.Engine.StartBatch(limit: 2);

        Assert.True(begun);
    }

    private static void As(string caller, string culture, Action action)
    {
        // A context of its own, which ends with it.
        ExecutionContext.Run(ExecutionContext.Capture()!, _ =>
        {
            Caller.Value = caller;
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            action();
        }, null);
    }
}
