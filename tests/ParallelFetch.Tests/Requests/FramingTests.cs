using System.Collections;
using System.Net;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

/// <summary>Where a response begins and ends.</summary>
public sealed class FramingTests(ServerFixture fixture) : RequestTest(fixture)
{
    [Theory]
    [InlineData("204-body", 204)]
    [InlineData("204-body?length=1", 204)]
    [InlineData("304-body", 304)]
    [InlineData("304-body?length=1", 304)]
    public void A_response_that_may_have_no_body_has_none_whatever_follows(string path, int status)
    {
        RunResult run = RunWell($"Start-ParallelFetch \"${{raw}}{path}\", \"${{raw}}ok\" -InOrder -Throttle 1");

        Assert.Equal([status, 200], run.All<int>("StatusCode"));
        Assert.Equal(["", "ok"], run.All<string>("Content"));
    }

    [Theory]
    [InlineData("${raw}ok")]
    [InlineData("${raw}trailers")]
    [InlineData("${raw}http10")]
    [InlineData("${http}bytes/1000")]
    [InlineData("${http}compress/gzip")]
    [InlineData("${http}file/1000")]
    [InlineData("${https}bytes/1000")]
    public void Head_has_no_body_whatever_its_headers_announce(string url)
    {
        RunResult run = RunWell($"Start-ParallelFetch \"{url}\", \"${{raw}}ok\" -InOrder -Throttle 1 -Method Head -SkipCertificateCheck");

        Assert.Equal([200, 200], run.All<int>("StatusCode"));
        Assert.Equal(["", ""], run.All<string>("Content"));
        Assert.Equal([0L, 0L], run.All<long>("RawContentLength"));
    }

    [Fact]
    public void A_body_after_head_does_not_become_the_next_response()
    {
        RunResult run = Run("Start-ParallelFetch \"${raw}ok?headBody=1\" -Method Head; Start-ParallelFetch \"${raw}no-reason\"");

        Assert.Equal([200, 200], run.All<int>("StatusCode"));
        Assert.Equal(["", "ok"], run.All<string>("Content"));
    }

    [Fact]
    public void Trailers_change_nothing()
    {
        var session = new WebSessionStandIn();
        Session.With("session", session);

        RunResult run = RunWell("Start-ParallelFetch \"${raw}trailers?override=1\" -WebSession $session");

        Assert.Equal(200, run.Output[0].Get<int>("StatusCode"));
        Assert.Equal(0, run.Output[0].Get<int>("Redirects"));
        Assert.Equal("hello", run.Output[0].Get<string>("Content"));
        Assert.Equal("text/plain", run.Output[0].Get<string>("ContentType"));
        var headers = run.Output[0].Get<IDictionary>("Headers")!;
        Assert.False(headers.Contains("X-Sum"));
        Assert.False(headers.Contains("Location"));
        Assert.Equal(0, session.Cookies.Count);
    }

    [Theory]
    [InlineData("early-hints")]
    [InlineData("many-interim?n=100")]
    [InlineData("100-continue")]
    public void Interim_responses_are_passed_over(string path)
    {
        var session = new WebSessionStandIn();
        Session.With("session", session);

        RunResult run = RunWell($"Start-ParallelFetch \"${{raw}}{path}\" -WebSession $session");

        Assert.Equal(200, run.Output[0].Get<int>("StatusCode"));
        Assert.Equal("text/plain", run.Output[0].Get<string>("ContentType"));
        Assert.Contains(run.Output[0].Get<string>("Content"), new[] { "final", "continued" });
        Assert.Empty(run.Output[0].Get<Dictionary<string, string>>("RelationLink")!);
        Assert.Empty(session.Cookies.GetCookies(Server.Raw).Cast<Cookie>());
    }

    [Theory]
    [InlineData("duplicate-length")]
    [InlineData("two-lengths")]
    [InlineData("negative-length")]
    [InlineData("short-chunk")]
    [InlineData("truncated")]
    [InlineData("truncated-head")]
    [InlineData("truncated-chunked")]
    [InlineData("bad-chunk")]
    public void A_length_that_does_not_hold_is_an_error_and_never_a_short_body(string path)
    {
        RunResult run = Run($"Start-ParallelFetch \"${{raw}}{path}\"");

        Assert.Equal(["ProtocolError"], run.ErrorIds);
        Assert.Null(run.Output[0].Get<byte[]>("ContentBytes"));
        Assert.Null(run.Output[0].Get<string>("Content"));
        Assert.False(run.Output[0].Get<bool>("IsSuccess"));
    }

    [Fact]
    public void The_same_length_twice_is_one_length() =>
        Assert.Equal(["hello"], RunWell("Start-ParallelFetch \"${raw}duplicate-length?equal=1\"").All<string>("Content"));

    [Fact]
    public void Chunks_count_more_than_a_length() =>
        Assert.Equal(["hello"], RunWell("Start-ParallelFetch \"${raw}length-and-chunked\"").All<string>("Content"));

    [Fact]
    public void What_follows_a_body_does_not_become_the_next_response()
    {
        RunResult run = Run("Start-ParallelFetch \"${raw}extra-body\"; Start-ParallelFetch \"${raw}ok\"");

        Assert.Equal(["hello", "ok"], run.All<string>("Content"));
    }

    [Fact]
    public void A_body_that_ends_with_the_connection_is_whole() =>
        Assert.Equal(["old but fine"], RunWell("Start-ParallelFetch \"${raw}http10\"").All<string>("Content"));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(3_000_000)]
    public void A_body_of_any_length_is_whole_with_and_without_its_length_announced(int length)
    {
        RunResult run = RunWell($"\"${{http}}bytes/{length}\", \"${{http}}bytes/{length}?chunked=1\", \"${{https}}bytes/{length}\", \"${{https}}bytes/{length}?chunked=1\" | Start-ParallelFetch -SkipCertificateCheck");

        byte[] expected = BytePattern.Create(length);
        Assert.Equal(4, run.Output.Count);
        Assert.All(run.All<byte[]>("ContentBytes"), bytes => Assert.Equal(expected, bytes));
    }
}
