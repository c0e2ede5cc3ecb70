using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

/// <summary>-MaximumBodySize.</summary>
public sealed class BodySizeTests(ServerFixture fixture) : RequestTest(fixture)
{
    [Theory]
    [InlineData("bytes/1000")]
    [InlineData("bytes/1000?chunked=1")]
    [InlineData("compress/gzip?size=1000")]
    [InlineData("compress/br?size=1000")]
    [InlineData("compress/deflate?size=1000")]
    [InlineData("compress/gzip-br?size=1000")]
    public void A_body_may_be_as_long_as_allowed_and_not_a_byte_longer(string path)
    {
        Assert.Equal([1000L], RunWell($"Start-ParallelFetch \"${{http}}{path}\" -MaximumBodySize 1000").All<long>("RawContentLength"));

        RunResult run = Run($"Start-ParallelFetch \"${{http}}{path}\" -MaximumBodySize 999");

        Assert.Equal(["MaximumBodySizeExceeded"], run.ErrorIds);
        Assert.Equal(ErrorCategory.LimitsExceeded, run.Errors[0].CategoryInfo.Category);
        Assert.Equal(200, run.Output[0].Get<int>("StatusCode"));
        Assert.Null(run.Output[0].Get<byte[]>("ContentBytes"));
    }

    [Theory]
    [InlineData("http", "gzip")]
    [InlineData("http", "br")]
    [InlineData("http", "deflate")]
    [InlineData("https", "gzip")]
    public void A_decompression_bomb_goes_off_at_the_maximum(string server, string coding)
    {
        long before = GC.GetTotalAllocatedBytes();

        RunResult run = Run($"Start-ParallelFetch \"${{{server}}}bomb/{coding}?n={1L << 30}\" -MaximumBodySize 1mb -SkipCertificateCheck");

        Assert.Equal(["MaximumBodySizeExceeded"], run.ErrorIds);

        // Other tests run meanwhile; the bomb itself holds 1,024 MiB.
        long allocated = GC.GetTotalAllocatedBytes() - before;
        Assert.True(allocated < 512L << 20, $"{allocated:N0} bytes were allocated.");
    }

    [Fact]
    public async Task A_body_that_announces_to_be_too_long_is_not_read()
    {
        Assert.Equal(["MaximumBodySizeExceeded"], Run("Start-ParallelFetch \"${http}bytes/1000000000\" -MaximumBodySize 1000").ErrorIds);

        // A connection with a body on it that nobody reads is of no use any more.
        await Scope.WaitForAsync(counters => counters.Total is { Requests: 1, OpenConnections: 0, Concurrent: 0 }, Patience, Cancellation);
    }

    [Fact]
    public async Task A_body_that_only_turns_out_to_be_too_long_is_given_up()
    {
        Assert.Equal(["MaximumBodySizeExceeded"], Run("Start-ParallelFetch \"${http}bytes/1000000000?chunked=1\" -MaximumBodySize 1mb").ErrorIds);

        await Scope.WaitForAsync(counters => counters.Total is { Requests: 1, OpenConnections: 0, Concurrent: 0 }, Patience, Cancellation);
    }

    [Fact]
    public void One_that_is_too_long_spoils_no_other()
    {
        RunResult run = Run("1..20 | ForEach-Object { \"${http}bytes/$($_ * 100)\" } | Start-ParallelFetch -MaximumBodySize 1000");

        Assert.Equal(10, run.Errors.Count);
        Assert.Equal(10, run.All<bool>("IsSuccess").Count(success => success));
    }

    [Fact]
    public void Head_is_not_too_long_whatever_it_announces() =>
        RunWell("Start-ParallelFetch \"${http}bytes/1000000\" -Method Head -MaximumBodySize 10");

    [Fact]
    public async Task A_negative_maximum_is_refused()
    {
        Assert.NotNull(Run("Start-ParallelFetch \"${http}bytes/1\" -MaximumBodySize -1").Thrown);
        Assert.Equal(0, await RequestsAsync());
    }
}
