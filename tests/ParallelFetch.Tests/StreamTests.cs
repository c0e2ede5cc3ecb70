using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests;

public sealed class StreamTests(ServerFixture fixture) : CmdletTest(fixture)
{
    [Fact]
    public void Verbose_has_a_line_for_each_attempt_and_each_redirect()
    {
        RunResult run = Run("\"${http}text/1?a=b\", \"${http}redirect/1\", \"${http}status/503?times=1&id=v\" | Start-ParallelFetch -Throttle 1 -RetryIntervalSec 0.01 -Verbose");

        string[] lines = [.. run.Verbose.Where(line => line.StartsWith("GET ", StringComparison.Ordinal))];
        Assert.Equal(5, lines.Length);
        Assert.Matches(@"^GET http://\S+/text/1\?… → 200 OK, \d+ B, [\d.]+ m?s, HTTP/1\.1, connection opened \(#1\)$", lines[0]);
        Assert.Matches(@"^GET http://\S+/redirect/1 → 302 Found, to http://\S+, [\d.]+ m?s, HTTP/1\.1, connection reused \(#2\)$", Single(lines, "302"));
        Assert.Matches(@"^GET http://\S+/status/503\?… → 503 Service Unavailable, 10 B, [\d.]+ m?s, HTTP/1\.1, connection reused \(#3\)$", Single(lines, "503 Service"));
        Assert.Matches(@"^GET http://\S+/status/503\?… → 200 OK, 10 B, [\d.]+ m?s, HTTP/1\.1, connection reused \(#3, attempt 2\)$", Single(lines, "attempt 2"));
        Assert.Empty(run.Debug);
    }

    [Fact]
    public void Verbose_names_the_protocol()
    {
        RunResult run = Run("Start-ParallelFetch \"${https}text/1\" -SkipCertificateCheck -Verbose");

        Assert.Contains(", HTTP/2, connection opened (#1)", Assert.Single(run.Verbose), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("-Verbose", 1, 0)]
    [InlineData("-Debug", 0, 2)]
    [InlineData("-Verbose -Debug", 1, 2)]
    [InlineData("-Verbose:$false -Debug:$false", 0, 0, "Continue")]
    [InlineData("", 1, 2, "Continue")]
    [InlineData("", 0, 0, "Ignore")]
    public void What_is_told_is_what_the_parameter_or_else_the_variable_says(string parameters, int verbose, int debug, string preference = "SilentlyContinue")
    {
        Session.With("VerbosePreference", Enum.Parse<ActionPreference>(preference)).With("DebugPreference", preference);

        RunResult run = Run($"Start-ParallelFetch \"${{http}}text/1\" {parameters}");

        Assert.Equal((verbose, debug), (run.Verbose.Count, run.Debug.Count));
    }

    [Fact]
    public void A_function_passes_its_own_switch_on()
    {
        RunResult run = Run("function Get-It { [CmdletBinding()] param() Start-ParallelFetch \"${http}text/1\" }; Get-It -Verbose");

        Assert.Single(run.Verbose);
    }

    [Fact]
    public void Debug_shows_what_is_sent_and_what_comes_back()
    {
        RunResult run = Run("Start-ParallelFetch \"${http}text/1\" -Headers @{ 'X-Mine' = 'seen' } -Debug");

        Assert.StartsWith("> GET http://", run.Debug[0], StringComparison.Ordinal);
        Assert.Contains("> X-Mine: seen", run.Debug[0], StringComparison.Ordinal);
        Assert.StartsWith("< HTTP/1.1 200 OK from http://", run.Debug[1], StringComparison.Ordinal);
        Assert.Contains("< Content-Type: text/plain", run.Debug[1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_lines_of_a_fetch_come_before_its_result()
    {
        RunResult run = Run("1..50 | ForEach-Object { \"${http}text/$_\" } | Start-ParallelFetch -Verbose 4>&1");

        Assert.Equal(100, run.Output.Count);
        List<string> texts = [.. run.Output.Select(item => item.BaseObject is VerboseRecord line ? line.Message : $"result of {item.Get<Uri>("Uri")}")];
        Assert.All(Enumerable.Range(1, 50), number =>
        {
            int line = texts.FindIndex(text => text.EndsWith($"(#{number})", StringComparison.Ordinal));
            Assert.InRange(line, 0, texts.FindIndex(text => text == $"result of {Scope.Url($"text/{number}")}") - 1);
        });
    }

    [Fact]
    public void Of_many_lines_none_is_lost_however_slow_the_reader()
    {
        RunResult run = Run("1..3000 | ForEach-Object { \"${http}redirect/1\" } | Start-ParallelFetch -Verbose 4>&1 | ForEach-Object { $n++; if ($n % 500 -eq 0) { [System.Threading.Thread]::Sleep(50) }; $_ }");

        Assert.Equal(3_000, run.Output.Count(item => item.BaseObject.GetType().Name == "FetchResult"));
        Assert.Equal(6_000, run.Output.Count(item => item.BaseObject is VerboseRecord line && line.Message.StartsWith("GET ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Background_fetches_tell_what_their_start_asked_for_when_they_are_waited_for()
    {
        RunResult start = Run("Start-ParallelFetch \"${http}text/1\", \"${http}text/2\" -NoWait -Verbose -Debug");
        RunResult wait = Run("Wait-ParallelFetch -Verbose -Debug");

        Assert.Empty(start.Verbose);
        Assert.Equal((2, 4), (wait.Verbose.Count, wait.Debug.Count));
        Assert.Contains(wait.Verbose, line => line.EndsWith("(#2)", StringComparison.Ordinal));
    }

    [Fact]
    public void Begin_and_end_are_events()
    {
        RunResult run = Run("\"${http}text/1\", \"${refused}\" | Start-ParallelFetch -Throttle 3 -ErrorAction SilentlyContinue");

        Assert.All(run.Information, record => Assert.Contains("ParallelFetch", record.Tags));
        Assert.Equal(["Start", "End"], run.Information.Select(record => record.Tags[1]));
        Assert.Equal("Start-ParallelFetch begins: URLs from the pipeline, at most 3 at once.", run.Information[0].ToString());
        Assert.Matches(@"^Start-ParallelFetch has ended: 2 done, 1 failed, 7 B in \S+ m?s \([\d,.]+/s\)\.$", run.Information[1].ToString());
        PSObject end = PSObject.AsPSObject(run.Information[1].MessageData);
        Assert.Equal((2L, 1L, 7L), (end.Get<long>("Completed"), end.Get<long>("Failed"), end.Get<long>("Bytes")));
    }

    [Fact]
    public void Background_fetches_have_events_too()
    {
        RunResult start = Run("Start-ParallelFetch \"${http}text/1\" -NoWait");
        RunResult wait = Run("Wait-ParallelFetch");

        Assert.Equal("Start-ParallelFetch -NoWait has left 1 URL to the background.", Assert.Single(start.Information).ToString());
        Assert.StartsWith("Wait-ParallelFetch begins: 1 URL, ", wait.Information[0].ToString(), StringComparison.Ordinal);
        Assert.StartsWith("Wait-ParallelFetch has ended: 1 done, 0 failed, 7 B in ", wait.Information[1].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-NoWait; Wait-ParallelFetch -Verbose -Debug")]
    [InlineData("-FailOnHttpError -Verbose -Debug")]
    public void No_secret_is_in_any_stream(string rest)
    {
        Run("""
            $secure = [securestring]::new(); 's3cret-secure'.ToCharArray() | ForEach-Object { $secure.AppendChar($_) }
            $token = [securestring]::new(); 's3cret-token'.ToCharArray() | ForEach-Object { $token.AppendChar($_) }
            $session = [pscustomobject]@{ Cookies = [System.Net.CookieContainer]::new() }
            $session.Cookies.Add([uri]$http, [System.Net.Cookie]::new('sid', 's3cret-cookie'))
            $withUser = $http -replace '//', '//user:s3cret-password@'
            """);
        string trace = rest.StartsWith("-NoWait", StringComparison.Ordinal) ? "-Verbose -Debug" : string.Empty;

        RunResult run = Run($$"""
            $ErrorActionPreference = 'Continue'
            $headers = @{ 'X-Api-Key' = 's3cret-key'; Cookie = 'a=s3cret-own'; 'X-Marked' = $secure; 'Proxy-Authorization' = 'Basic s3cret-proxy' }
            $common = @{ Headers = $headers; WebSession = $session; AllowUnencryptedAuthentication = $true; RetryIntervalSec = 0.01 }
            $urls = "${withUser}text/1?token=s3cret-query&page=1", "${withUser}status/404?api_key=s3cret-query", "${withUser}status/503?times=1&id=s&password=s3cret-query",
                "${withUser}redirect-to?url=$([uri]::EscapeDataString("${http}text/2?code=s3cret-query"))", "${withUser}cookies/set?x=s3cret-set",
                "http://user:s3cret-password@127.0.0.1:1/?sig=s3cret-query", "ftp://user:s3cret-password@host/?token=s3cret-query", "# http://user:s3cret-password@host/"
            $urls | Start-ParallelFetch @common {{trace}} {{rest}}
            """);
        RunResult bearer = Run($"Start-ParallelFetch \"${{http}}text/1\" -Authentication Bearer -Token $token -AllowUnencryptedAuthentication -Verbose -Debug");

        Assert.True(run.Output.Count == 7, string.Join('\n', run.Errors));
        Assert.True(run.Debug.Count > 8 && run.Verbose.Count > 6 && run.Errors.Count >= 2);
        Assert.Contains(bearer.Debug, text => text.Contains("Authorization: Bearer ***", StringComparison.Ordinal));
        IEnumerable<string> told = new[] { run, bearer }.SelectMany(result => result.Verbose.Concat(result.Debug).Concat(result.Warnings)
            .Concat(result.Information.Select(record => record.ToString()))
            .Concat(result.Progress.Select(record => record.StatusDescription))
            .Concat(result.Errors.Select(error => error.ToString())));
        Assert.All(told, text => Assert.DoesNotContain("s3cret", text, StringComparison.OrdinalIgnoreCase));
    }

    private static string Single(string[] lines, string part) => Assert.Single(lines, line => line.Contains(part, StringComparison.Ordinal));
}
