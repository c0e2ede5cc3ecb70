using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

/// <summary>-Credential without -Authentication: it answers a server that asks.</summary>
public sealed class ChallengeTests(ServerFixture fixture) : RequestTest(fixture)
{
    private const string Fetch = "Start-ParallelFetch -SkipCertificateCheck -Credential $user";

    [Theory]
    [InlineData("auth/basic?echo=1", "Basic ")]
    [InlineData("auth/digest", "Digest ")]
    [InlineData("auth/digest?algorithm=MD5", "Digest ")]
    [InlineData("auth/digest?algorithm=SHA-256", "Digest ")]
    [InlineData("auth/digest?algorithm=MD5-sess", "Digest ")]
    [InlineData("auth/digest?algorithm=SHA-256,MD5", "Digest ")]
    [InlineData("auth/digest?qop=none", "Digest ")]
    public async Task A_challenge_is_answered(string path, string scheme)
    {
        await RecordAsync();

        RunResult run = RunWell($"{Fetch} \"${{https}}{path}\"");

        Assert.Equal([200], run.All<int>("StatusCode"));
        Assert.Equal("GET", Echo(run.Output[0]).GetProperty("method").GetString());
        IReadOnlyList<RecordedRequest> sent = await RecordedAsync();
        Assert.Equal(2, sent.Count);
        Assert.False(sent[0].Headers.ContainsKey("Authorization"));
        Assert.StartsWith(scheme, sent[1].Headers.Text("Authorization"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auth/basic?echo=1", "-Body 'all of it'")]
    [InlineData("auth/digest", "-Body 'all of it'")]
    [InlineData("auth/digest?algorithm=SHA-256", "-Body 'all of it'")]
    [InlineData("auth/digest", "-Body $stream")]
    [InlineData("auth/digest", "-Body @{ 'all of it' = '' }")]
    [InlineData("auth/digest", "-Form @{ text = 'all of it' }")]
    [InlineData("auth/digest", "-Body 'all of it' -TransferEncoding chunked")]
    public async Task The_body_is_sent_with_the_answer(string path, string body)
    {
        await RecordAsync();
        Session.With("stream", new MemoryStream("all of it"u8.ToArray()));

        RunResult run = RunWell($"{Fetch} \"${{https}}{path}\" -Method Post {body}");

        Assert.Equal([200], run.All<int>("StatusCode"));
        RecordedRequest answered = (await RecordedAsync())[^1];
        Assert.Equal("POST", answered.Method);
        Assert.Contains("all of it", answered.Text.Replace('+', ' '), StringComparison.Ordinal);
        Assert.True(answered.BodyComplete);
    }

    [Theory]
    [InlineData("auth/basic")]
    [InlineData("auth/digest")]
    public async Task A_wrong_password_is_a_401_and_not_a_loop(string path)
    {
        RunResult run = RunWell($"Start-ParallelFetch \"${{https}}{path}\" -SkipCertificateCheck -Credential $wrongUser");

        Assert.Equal([401], run.All<int>("StatusCode"));
        Assert.InRange(await RequestsAsync(), 2, 3);
    }

    [Fact]
    public void Without_a_credential_the_challenge_is_the_result() =>
        Assert.Equal([401, 401], RunWell("Start-ParallelFetch \"${https}auth/basic\", \"${https}auth/digest\" -SkipCertificateCheck").All<int>("StatusCode"));

    [Fact]
    public async Task A_url_that_asks_for_nothing_gets_nothing() =>
        Assert.False((await OneSentByAsync($"{Fetch} \"${{https}}echo\"")).Headers.ContainsKey("Authorization"));

    [Fact]
    public async Task A_server_that_asks_for_basic_is_not_made_to_ask_for_each_url()
    {
        RunResult run = RunWell($"1..20 | ForEach-Object {{ \"${{https}}auth/basic?n=$_\" }} | {Fetch} -Throttle 1");

        Assert.All(run.All<int>("StatusCode"), status => Assert.Equal(200, status));
        Assert.InRange(await RequestsAsync(), 20, 22);
    }

    [Fact]
    public async Task It_is_remembered_from_call_to_call_in_the_session()
    {
        RunWell($"{Fetch} \"${{https}}auth/basic?1\"");

        RecordedRequest again = await OneSentByAsync($"{Fetch} \"${{https}}auth/basic?2\"");

        Assert.Equal("Basic dXNlcjpwYXNzd29yZA==", again.Headers.Text("Authorization"));
    }

    [Fact]
    public void It_is_not_remembered_for_calls_without_the_credential_or_with_another()
    {
        RunWell($"{Fetch} \"${{https}}auth/basic?1\"");

        Assert.Equal([401, 401], RunWell("""
            Start-ParallelFetch "${https}auth/basic?2" -SkipCertificateCheck
            Start-ParallelFetch "${https}auth/basic?3" -SkipCertificateCheck -Credential $wrongUser
            """).All<int>("StatusCode"));
        Assert.Equal(200, Assert.Single(RunWell($"{Fetch} \"${{https}}auth/basic?4\"").All<int>("StatusCode")));
    }

    [Fact]
    public async Task Fifty_at_once_are_all_answered()
    {
        RunResult run = RunWell($"1..50 | ForEach-Object {{ \"${{https}}auth/digest?n=$_\" }} | {Fetch} -Throttle 50 -Method Post -Body text");

        Assert.Equal(50, run.All<int>("StatusCode").Count(status => status == 200));
        Assert.InRange(await RequestsAsync(), 50, 110);
    }
}
