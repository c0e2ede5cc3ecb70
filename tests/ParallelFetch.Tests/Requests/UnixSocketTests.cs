using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

public sealed class UnixSocketTests : RequestTest
{
    public UnixSocketTests(ServerFixture fixture)
        : base(fixture)
    {
        Assert.SkipWhen(Server.UnixSocket is null, "No Unix sockets here.");
        Session.With("folder", Path.GetDirectoryName(Server.UnixSocket)).With("file", Path.GetFileName(Server.UnixSocket))
            .With("url", Scope.UnixUrl("echo").ToString()).With("named", Scope.UnixUrl("echo").ToString().Replace("localhost", "docker", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_socket_is_connected_to_and_the_host_is_but_a_name()
    {
        RecordedRequest sent = await OneSentByAsync("Start-ParallelFetch $named -UnixSocket $unixSocket -Method Post -Body text");

        Assert.Equal(("docker", "text", 0), (sent.Host, sent.Text, sent.LocalPort));
    }

    [Theory]
    [InlineData("$file")]
    [InlineData("\"./$file\"")]
    [InlineData("([System.Net.Sockets.UnixDomainSocketEndPoint]::new($unixSocket))")]
    public async Task A_path_is_relative_to_the_location_of_powershell(string path)
    {
        RecordedRequest sent = await OneSentByAsync($"$null = $ExecutionContext.SessionState.Path.SetLocation($folder); Start-ParallelFetch $url -UnixSocket {path}");

        Assert.Equal(0, sent.LocalPort);
    }

    [Fact]
    public async Task A_socket_that_is_not_there_is_an_error_for_each_url()
    {
        RunResult run = Run("Start-ParallelFetch $url, \"${http}text/1\" -UnixSocket \"$folder/missing.sock\"");

        Assert.Equal(["ConnectionFailed", "ConnectionFailed"], run.ErrorIds);
        Assert.Equal(0, await RequestsAsync());
    }

    [Fact]
    public async Task Credentials_stay_on_this_machine_and_so_need_no_leave()
    {
        RecordedRequest sent = await OneSentByAsync("Start-ParallelFetch $url -UnixSocket $unixSocket -Authentication Basic -Credential $user");

        Assert.Equal("Basic dXNlcjpwYXNzd29yZA==", sent.Headers.Text("Authorization"));
    }

    [Fact]
    public async Task Its_connections_are_kept_and_not_mixed_with_others()
    {
        IReadOnlyList<RecordedRequest> sent = await SentByAsync("""
            Start-ParallelFetch "${http}echo"
            Start-ParallelFetch "${http}echo" -UnixSocket $unixSocket
            Start-ParallelFetch "${http}echo"
            Start-ParallelFetch "${http}echo" -UnixSocket $unixSocket
            """);

        Assert.Equal([Server.Http.Port, 0, Server.Http.Port, 0], sent.Select(request => request.LocalPort));
        Assert.Equal(2, sent.Select(request => request.ConnectionId).Distinct().Count());
    }

    [Fact]
    public async Task Redirects_go_through_the_socket_too()
    {
        Session.With("chain", Scope.UnixUrl("redirect/2").ToString());

        Assert.Equal([0, 0, 0], (await SentByAsync("Start-ParallelFetch $chain -UnixSocket $unixSocket")).Select(request => request.LocalPort));
    }
}
