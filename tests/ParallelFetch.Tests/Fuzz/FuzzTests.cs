using System.Management.Automation;
using System.Net;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Fuzz;

/// <summary>
/// Ten thousand answers that are whole but for one thing, each made of its number: always one result for each URL, in time,
/// with a status or an error of a known kind, and everything on it can be read.
/// </summary>
public sealed class FuzzTests(ServerFixture fixture) : CmdletTest(fixture)
{
    private const int Count = 2_000;

    // Only there to end what hangs: whoever runs into it has failed.
    private const string Protection = "-TotalTimeoutSeconds 50 -Throttle 50";

    [Theory]
    [InlineData("headers")]
    [InlineData("charset")]
    [InlineData("link")]
    public void Any_answer_becomes_a_result_that_can_be_read(string kind) => AssertReadable(kind, "@{}");

    [Fact]
    public void Any_redirect_becomes_a_result_that_can_be_read_and_the_session_stays_usable()
    {
        Session.With("session", NewSession(out _));

        AssertReadable("redirect", "@{ MaximumRedirection = 3; WebSession = $session }");

        AssertUsable();
    }

    [Fact]
    public void Any_cookie_becomes_a_result_that_can_be_read_and_the_session_stays_usable()
    {
        Session.With("session", NewSession(out CookieContainer cookies));

        AssertReadable("cookie", "@{ WebSession = $session }");

        Assert.NotEqual(0, cookies.Count);
        AssertUsable();
    }

    [Fact]
    public void No_cookie_that_a_server_sets_breaks_the_request_that_follows()
    {
        const int Sessions = 500;

        // A session for each seed: in a shared one, later cookies push earlier ones out.
        RunResult run = Run($$"""
            foreach ($seed in 0..{{Sessions - 1}}) {
                $session = [pscustomobject]@{ Cookies = [Net.CookieContainer]::new() }
                "${raw}fuzz/cookie/$seed", "${raw}ok" | Start-ParallelFetch -Throttle 1 -TotalTimeoutSeconds 50 -WebSession $session
            }
            """);

        Assert.Null(run.Thrown);
        Assert.Equal(Sessions, run.Output.Count(result => result.Get<bool>("IsSuccess") && result.Get<Uri>("Uri")!.Segments[^1] == "ok"));
    }

    // What the views show is computed by the module, too.
    private static string Script(string kind) => $$"""
        $format = [ParallelFetch.Formatting.FetchFormat]
        $show = { $null = $format::Status($_), $format::Url($_), $format::Time($_), $format::Size($_); $_ }
        0..{{Count - 1}} | ForEach-Object { "${raw}fuzz/{{kind}}/$_" } | Start-ParallelFetch -InOrder {{Protection}} @more | ForEach-Object $show
        """;

    private static PSObject NewSession(out CookieContainer cookies)
    {
        cookies = new CookieContainer();
        var session = new PSObject();
        session.Properties.Add(new PSNoteProperty("Cookies", cookies));
        return session;
    }

    private void AssertUsable()
    {
        RunResult run = Run("\"${raw}ok\", \"${http}echo\" | Start-ParallelFetch -WebSession $session");

        Assert.Empty(run.Errors.Select(error => error.ToString()));
        Assert.Equal([200, 200], run.All<int>("StatusCode"));
    }

    private void AssertReadable(string kind, string parameters)
    {
        RunResult run = Run($"$more = {parameters}\n{Script(kind)}");

        Assert.True(run.Thrown is null, run.Thrown?.ErrorRecord.ToString());
        Assert.Equal(Enumerable.Range(0, Count).Select(seed => Scope.RawUrl($"fuzz/{kind}/{seed}")), run.All<Uri>("Uri"));
        Assert.Equal([], run.Output.SelectMany(FuzzedResult.ProblemsOf));
        Assert.Equal(run.Output.Count(result => result.Get<ErrorRecord>("Error") is not null), run.Errors.Count);
    }
}
