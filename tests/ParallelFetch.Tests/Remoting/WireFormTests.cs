using System.Management.Automation;
using System.Management.Automation.Runspaces;
using ParallelFetch.Tests.Hosting;
using ParallelFetch.Tests.Requests;

namespace ParallelFetch.Tests.Remoting;

/// <summary>Results that went through CLIXML, as they do by remoting, jobs and Export-Clixml.</summary>
public sealed class WireFormTests : RequestTest, IDisposable
{
    // One of each kind: text, bytes, redirected, an error status, refused, no URL, into a file, and not fetched.
    private const string Samples = """
        $file = "$folder/one"
        $samples = @(
            Start-ParallelFetch "${http}links?page=2" -Cookie @{ Row = 7; Name = 'Zoë'; Deep = @{ Er = @{ Still = 'there' } } }
            Start-ParallelFetch "${http}encoding/shiftjis-header"
            Start-ParallelFetch "${http}bytes/3000"
            Start-ParallelFetch "${http}redirect/2"
            Start-ParallelFetch "${http}status/404" -FailOnHttpError -ErrorAction SilentlyContinue
            Start-ParallelFetch $refused -Cookie @{ Row = 8 } -ErrorAction SilentlyContinue
            Start-ParallelFetch 'ftp://x/' -ErrorAction SilentlyContinue
            Start-ParallelFetch "${http}status/429?times=1&id=wire" -RetryIntervalSec 0.01 -OutFile $file
            Start-ParallelFetch "${http}text/file" -OutFile $file -NoClobber
        )
        $samples

        """;

    private readonly TemporaryFolder _folder = new();

    public WireFormTests(ServerFixture fixture)
        : base(fixture) => Session.With("serializer", typeof(PSSerializer)).With("folder", _folder.FullName);

    void IDisposable.Dispose()
    {
        Dispose();
        _folder.Dispose();
    }

    public static TheoryData<string> Properties => [.. WireForm.Comparisons.Keys];

    [Fact]
    public void It_is_decided_for_every_property_how_it_comes_over()
    {
        PSObject result = RunWell("Start-ParallelFetch \"${http}text/1\"").Output[0];

        Assert.Equal(
            result.BaseObject.GetType().GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal),
            WireForm.Comparisons.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Properties))]
    public void Each_property_comes_over(string property)
    {
        PSObject[] all = [.. Run(Samples + "$samples | ForEach-Object { $serializer::Deserialize($serializer::Serialize($_)) }").Output];

        // What the types file adds is script, which runs in the runspace of the thread.
        Runspace.DefaultRunspace = Session.Runspace;
        PSObject[] live = all[..9];
        Assert.Contains(live, result => IsTelling(result.Properties[property].Value));
        foreach ((PSObject sent, PSObject come) in live.Zip(all[9..]))
        {
            Assert.Equal("Deserialized.ParallelFetch.FetchResult", come.TypeNames[0]);
            WireForm.Comparisons[property](WireForm.Plain(sent.Properties[property].Value), WireForm.Plain(come.Properties[property].Value));
        }
    }

    [Fact]
    public void Without_the_module_the_data_is_readable()
    {
        PSObject[] all = [.. Run(Samples + "$samples | ForEach-Object { $serializer::Serialize($_) }").Output];

        // Here no types file is loaded.
        PSObject[] copies = [.. all[9..].Select(text => (PSObject)PSSerializer.Deserialize(text.ToString()))];
        Assert.Equal("page 2", copies[0].Get<string>("Content"));
        Assert.Equal(7, copies[0].Get<System.Collections.Hashtable>("Cookie")!["Row"]);
        Assert.Equal("shift_jis", copies[1].Get<string>("EncodingName"));
        Assert.Equal(3000, copies[2].Get<byte[]>("ContentBytes")!.Length);
        Assert.Equal(all[3].Get<DateTimeOffset>("StartTime").UtcDateTime, Inner(copies[3], "StartTime", "UtcDateTime"));
        Assert.IsType<TimeSpan>(Inner(copies[3], "Timing", "Headers"));
        Assert.StartsWith("ConnectionFailed", (string)Inner(copies[5], "Error", "FullyQualifiedErrorId")!, StringComparison.Ordinal);
        Assert.StartsWith("ConnectionError: (", (string)Inner(copies[5], "Error", "ErrorCategory_Message")!, StringComparison.Ordinal);
        Assert.Contains(Server.Refused.Authority, (string)Inner((PSObject)copies[5].Properties["Error"].Value, "Exception", "Message")!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_journey_loses_no_data()
    {
        PSObject[] all = [.. Run(Samples + """
            $samples | ForEach-Object { $serializer::Deserialize($serializer::Serialize($serializer::Deserialize($serializer::Serialize($_)))) }
            """).Output];

        PSObject[] live = all[..9];
        foreach ((PSObject sent, PSObject come) in live.Zip(all[9..]))
        {
            foreach (string property in WireForm.Comparisons.Keys.Except(["Error", "StartTime", "Encoding"]))
            {
                WireForm.Comparisons[property](WireForm.Plain(sent.Properties[property].Value), WireForm.Plain(come.Properties[property].Value));
            }

            Assert.Equal(sent.Get<DateTimeOffset>("StartTime").UtcTicks, Inner(come, "StartTime", "UtcTicks"));
            Assert.Equal(sent.Get<ErrorRecord>("Error")?.FullyQualifiedErrorId, Inner(come, "Error", "FullyQualifiedErrorId"));
        }
    }

    [Fact]
    public void What_a_request_keeps_secret_is_not_in_it()
    {
        Session.With("key", "k3y-in-a-header").With("password", Account("user", "p4ssword"));

        RunResult run = Run("""
            $urls = "${http}text/1", "${http}status/500", $refused, 'ftp://x/'
            $call = @{ AllowUnencryptedAuthentication = $true; FailOnHttpError = $true; ErrorAction = 'SilentlyContinue' }
            $results = @(
                $urls | Start-ParallelFetch @call -Headers @{ Authorization = "Bearer $key"; 'X-Api-Key' = $key } -ErrorVariable e1
                $urls | Start-ParallelFetch @call -Authentication Basic -Credential $password -Method Post -Body "sent=$key" -ErrorVariable e2
                $urls | Start-ParallelFetch @call -Authentication Bearer -Token $token -ErrorVariable e3
            )
            $results + $e1 + $e2 + $e3 | ForEach-Object { $serializer::Serialize($_, 5) }
            """);

        Assert.Equal(21, run.Output.Count);
        string[] secrets = ["k3y-in-a-header", "p4ssword", Convert.ToBase64String("user:p4ssword"u8), "Bearer token"];
        Assert.All(run.Output, text => Assert.All(secrets, secret => Assert.DoesNotContain(secret, text.ToString(), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task It_is_fetched_again_like_the_result_itself()
    {
        RunWell("$r = Start-ParallelFetch \"${http}echo\" -Cookie @{ k = 1 }; $copy = $serializer::Deserialize($serializer::Serialize($r))");
        await RecordAsync();

        RunResult run = RunWell("$r, $copy | Start-ParallelFetch -Throttle 1 -InOrder");

        var requests = await RecordedAsync();
        Assert.Equal(2, requests.Count);
        Assert.Equal(requests[0].Headers, requests[1].Headers);
        Assert.Equal((requests[0].Method, requests[0].Target, requests[0].Text), (requests[1].Method, requests[1].Target, requests[1].Text));
        Assert.All(run.All<System.Collections.Hashtable>("Cookie"), cookie => Assert.Equal(1, cookie!["k"]));
    }

    [Fact]
    public void Failures_of_another_process_are_tried_again_here()
    {
        RunResult run = Run("""
            $failed = $refused, 'ftp://x/', "${http}text/1" | Start-ParallelFetch -InOrder -Cookie @{ k = 1 } -ErrorAction SilentlyContinue
            $failed | ForEach-Object { $serializer::Deserialize($serializer::Serialize($_)) } | Where-Object Error | Start-ParallelFetch -InOrder
            """);

        Assert.Equal(["ConnectionFailed", "InvalidUri"], run.ErrorIds);
        Assert.Equal([Server.Refused.ToString(), "ftp://x/"], run.Output.Select(result => result.Properties["Uri"].Value.ToString()!));
    }

    [Fact]
    public void An_error_record_comes_over_with_its_url_and_without_the_stacks_of_sockets()
    {
        RunResult run = Run("""
            Start-ParallelFetch $refused -ErrorVariable e -ErrorAction SilentlyContinue | Out-Null
            $serializer::Serialize($e[0])
            """);

        string text = run.Output[0].ToString();
        var copy = (PSObject)PSSerializer.Deserialize(text);
        Assert.Equal(Server.Refused.ToString(), ((PSObject)copy.Properties["TargetObject"].Value).Properties["Uri"].Value.ToString());
        Assert.DoesNotContain("\"StackTrace\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_summary_keeps_the_properties_of_its_rows()
    {
        PSObject summary = RunWell("""
            $s = 1..3 | Start-ParallelFetch -Uri { "${http}text/$_" } | Measure-ParallelFetch
            $serializer::Deserialize($serializer::Serialize($s))
            """).Output[0];

        Assert.Equal(3L, summary.Get<long>("Count"));
        PSObject host = Assert.Single(Rows(summary, "ByHost"));
        Assert.Equal(3L, host.Get<long>("Count"));
        Assert.Equal(3L, Rows(summary, "Latencies").Sum(row => row.Get<long>("Count")));
    }

    private static IEnumerable<PSObject> Rows(PSObject item, string property) =>
        ((System.Collections.IEnumerable)WireForm.Plain(item.Properties[property].Value)!).Cast<PSObject>();

    private static object? Inner(PSObject item, string property, string inner) =>
        item.Properties[property].Value is { } value ? WireForm.Plain(PSObject.AsPSObject(value).Properties[inner].Value) : null;

    // Not what a property has when nothing was set.
    private static bool IsTelling(object? value) => WireForm.Plain(value) switch
    {
        null or 0 or 0L or false => false,
        System.Collections.ICollection { Count: 0 } => false,
        _ => true,
    };
}
