using LoopbackServer.Client;
using ParallelFetch.Tests.Differential.Cases;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Differential;

/// <summary>The same request sent by curl and by Start-ParallelFetch: the server's records of both are compared.</summary>
public sealed class DifferentialTests(ServerFixture fixture, DifferentialFixture ring) : IClassFixture<DifferentialFixture>
{
    private static readonly Dictionary<string, DifferentialCase> Cases = new IReadOnlyList<DifferentialCase>[]
    {
        UrlCases.All, QueryCases.All, MethodCases.All, BodyCases.All, FormCases.All, HeaderCases.All, IdentityCases.All,
        RedirectCases.All, RedirectOriginCases.All, CookieCases.All, ConnectionCases.All, ProxyCases.All,
    }.SelectMany(static cases => cases).ToDictionary(static one => one.Name);

    public static TheoryData<string> Names => [.. Cases.Keys];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_difference_has_its_reason() =>
        Assert.All(Cases.Values, static one => Assert.Equal(one.Differences.Length > 0, one.Because is not null));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Curl_and_the_cmdlet_send_the_same(string name)
    {
        DifferentialCase compared = Cases[name];
        SkipUnlessPossible(compared);
        ServerScope ofCurl = fixture.Server.NewScope("curl");
        ServerScope ours = fixture.Server.NewScope("ours");
        await ofCurl.RecordAsync(Cancellation);
        await ours.RecordAsync(Cancellation);

        Placeholders addresses = Addresses(ofCurl);
        (int exitCode, string error) = await Curl.RunAsync(compared.Curl.Select(addresses.Fill));
        RunResult run = ring.Session.Run("Start-ParallelFetch " + Addresses(ours).Fill(compared.PowerShell));

        Assert.True(exitCode == compared.CurlExitCode, $"curl ended with {exitCode}: {error}");
        Assert.True(run.Thrown is null, run.Thrown?.ErrorRecord.ToString());
        Assert.Equal(compared.ErrorIds, run.ErrorIds);
        string[] expected = [.. compared.Differences.Select(Addresses(ours).Fill)];
        string[] found = await DifferencesAsync(compared, ofCurl, ours);
        Assert.True(
            Matches(expected, found) || (compared.DependsOnCurl && found.Length == 0),
            $"Expected differences:\n{string.Join('\n', expected)}\n\nFound:\n{string.Join('\n', found)}");
    }

    private void SkipUnlessPossible(DifferentialCase compared)
    {
        Assert.SkipWhen(ring.Curl is null, "NOT RUN: curl is not on the PATH. 'apt-get install curl' or the like brings it.");
        string? lacking = ring.Curl!.Lacks(compared);
        Assert.SkipWhen(lacking is not null, $"NOT RUN: this curl lacks {lacking}.");
        bool needsSocket = compared.PowerShell.Contains("{unixSocket}", StringComparison.Ordinal);
        Assert.SkipWhen(needsSocket && fixture.Server.UnixSocket is null, "NOT RUN: there are no Unix sockets here.");
    }

    private Placeholders Addresses(ServerScope scope) => new(fixture.Server, scope, ring.Files);

    private static async Task<string[]> DifferencesAsync(DifferentialCase compared, ServerScope ofCurl, ServerScope ours)
    {
        IReadOnlyList<string> theirLines = await SentRequests.ReadAsync(ofCurl, compared.Compare, Cancellation);
        IReadOnlyList<string> ourLines = await SentRequests.ReadAsync(ours, compared.Compare, Cancellation);
        Assert.True(ourLines.Count > 0 || compared.ErrorIds.Length > 0);
        Assert.Equal(compared.CurlExitCode == Curl.MalformedUrl, theirLines.Count == 0);
        return [.. Without(theirLines, ourLines).Select(line => "curl " + line), .. Without(ourLines, theirLines).Select(line => "ours " + line)];
    }

    private static List<string> Without(IReadOnlyList<string> lines, IReadOnlyList<string> others)
    {
        List<string> left = [.. lines];
        foreach (string other in others)
        {
            left.Remove(other);
        }

        return left;
    }

    private static bool Matches(string[] expected, string[] found) =>
        expected.Length == found.Length && expected.Zip(found).All(static pair => pair.First.EndsWith('*')
            ? pair.Second.StartsWith(pair.First[..^1], StringComparison.Ordinal)
            : pair.First == pair.Second);
}
