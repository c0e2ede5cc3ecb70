using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Files;

public sealed class NoClobberTests(ServerFixture fixture) : FileTest(fixture)
{
    [Theory]
    [InlineData("-OutFile \"$folder/a.bin\"")]
    [InlineData("-OutDirectory $folder")]
    public async Task What_exists_is_neither_fetched_nor_touched(string place)
    {
        Write("a.bin", "mine");

        PSObject result = FetchWell(FileUrl("a.bin"), "-NoClobber " + place);

        Assert.Equal(0, await RequestsAsync());
        Assert.Equal((true, true, 0, 0), (result.Get<bool>("IsSuccess"), result.Get<bool>("IsSkipped"), result.Get<int>("StatusCode"), result.Get<int>("Attempts")));
        Assert.Equal(PathOf("a.bin"), result.Get<string>("OutFile"));
        Assert.Equal("mine"u8.ToArray(), Read("a.bin"));
    }

    [Fact]
    public async Task What_does_not_exist_is_fetched()
    {
        FetchWell(FileUrl("a.bin"), "-NoClobber -OutDirectory $folder");
        FetchWell(FileUrl("a.bin"), "-NoClobber -OutDirectory $folder");

        Assert.Equal(1, await RequestsForAsync("a.bin"));
        Assert.Equal(Content(100_000), Read("a.bin"));
    }

    [Fact]
    public void What_exists_under_the_name_that_the_server_gives_is_not_touched()
    {
        Write("named.bin", "mine");

        PSObject result = FetchWell(FileUrl("a.bin", "disposition=attachment; filename=named.bin"), "-NoClobber -OutDirectory $folder");

        Assert.True(result.Get<bool>("IsSkipped"));
        Assert.Equal("mine"u8.ToArray(), Read("named.bin"));
        Assert.Equal(["named.bin"], Names);
    }

    [Theory]
    [InlineData("${files}a.bin?disposition=attachment; filename=named.bin", "named.bin", 1)]
    [InlineData("${http}redirect/1", "echo", 2)]
    public async Task A_name_that_only_the_server_tells_costs_a_request_and_no_body(string url, string name, int requests)
    {
        Write(name, "mine");
        await RecordAsync();

        PSObject result = Assert.Single(RunWell($"Start-ParallelFetch \"{url}\" -NoClobber -OutDirectory $folder").Output);

        Assert.Equal((true, 4L, PathOf(name)), (result.Get<bool>("IsSkipped"), result.Get<long>("RawContentLength"), result.Get<string>("OutFile")));
        Assert.Equal(requests, (await RecordedAsync()).Count);
        Assert.Equal("mine"u8.ToArray(), Read(name));
        Assert.Equal([name], Names);
    }

    [Theory]
    [InlineData("cut=70000&cutHow=hold&cutTimes=1", "-OperationTimeoutSeconds 1 -MaximumRetryCount 1 -RetryIntervalSec 1")]
    [InlineData("gate=g&gateAt=70000", "")]
    public async Task What_appears_while_the_body_arrives_is_not_touched(string options, string parameters)
    {
        using PowerShell shell = Session.Create($"Start-ParallelFetch '{FileUrl("a.bin", options)}' -NoClobber -OutFile \"$folder/a.bin\" {parameters}");
        IAsyncResult running = shell.BeginInvoke();
        await WaitForLengthAsync(".a.bin.partial", 70_000);
        Write("a.bin", "mine");
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);

        shell.EndInvoke(running);

        Assert.Equal("mine"u8.ToArray(), Read("a.bin"));
        Assert.Equal(["a.bin"], Names);
    }
}
