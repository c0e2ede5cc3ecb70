namespace ParallelFetch.Benchmarks.Contenders;

/// <summary>The least that streaming a body costs: CopyToAsync into nothing.</summary>
internal sealed class CopyToNullContender : Contender
{
    public const string Name = "bare";

    private readonly HttpMessageInvoker _invoker = new(BareLoop.CreateHandler());

    public override string Key => Name;

    public override string Title => "bare CopyToAsync(Stream.Null)";

    public override RunOutcome Run(Workload work, CancellationToken cancellation) => RunAsync(work, cancellation).GetAwaiter().GetResult();

    protected override void Dispose(bool disposing)
    {
        _invoker.Dispose();
        base.Dispose(disposing);
    }

    private async Task<RunOutcome> RunAsync(Workload work, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, work.Urls[0]);
        using HttpResponseMessage response = await _invoker.SendAsync(request, cancellation);
        using Stream body = await response.Content.ReadAsStreamAsync(cancellation);
        await body.CopyToAsync(Stream.Null, cancellation);

        // The handler has checked the length: fewer bytes than announced would have been an exception.
        return new RunOutcome((int)response.StatusCode == 200 ? 1 : 0, response.Content.Headers.ContentLength);
    }
}
