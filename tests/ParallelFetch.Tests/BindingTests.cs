using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests;

public sealed class BindingTests(ServerFixture fixture) : CmdletTest(fixture)
{
    [Fact]
    public void A_cookie_that_is_no_hashtable_is_an_error_that_says_its_type_and_not_its_value()
    {
        RunResult argument = Run("\"${http}text/1\" | Start-ParallelFetch -Cookie 'text'");
        Assert.Equal("InvalidCookie", argument.ThrownId);
        Assert.Contains("of the type String", argument.Thrown!.ErrorRecord.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("'text'", argument.Thrown.ErrorRecord.ToString(), StringComparison.Ordinal);

        RunResult piped = Run("[pscustomobject]@{ Url = \"${http}text/1\"; Cookie = 'text' }, [pscustomobject]@{ Url = \"${http}text/2\" } | Start-ParallelFetch");
        Assert.Equal(["InvalidCookie"], piped.ErrorIds);
        Assert.Equal([0, 200], piped.All<int>("StatusCode").Order());
    }

    [Theory]
    [InlineData("@{ 'X' = \"a`nb\" }", "X")]
    [InlineData("@{ 'X' = \"a`r`nEvil: 1\" }", "X")]
    [InlineData("@{ 'X Y' = 'v' }", "X Y")]
    [InlineData("'X v'", "String")]
    public async Task A_header_that_http_does_not_allow_is_an_error_that_names_it(string headers, string named)
    {
        RunResult argument = Run($"\"${{http}}text/1\" | Start-ParallelFetch -Headers {headers}");
        Assert.Equal("InvalidHeader", argument.ThrownId);
        Assert.Contains(named, argument.Thrown!.ErrorRecord.ToString(), StringComparison.Ordinal);

        RunResult piped = Run($"[pscustomobject]@{{ Url = \"${{http}}text/1\"; Headers = {headers} }}, [pscustomobject]@{{ Url = \"${{http}}text/2\" }} | Start-ParallelFetch");
        Assert.Equal(["InvalidHeader"], piped.ErrorIds);
        Assert.Equal([0, 200], piped.All<int>("StatusCode").Order());
        Assert.Equal(1, (await CountersAsync()).Total.Requests);
    }

    [Fact]
    public void A_header_with_a_list_or_a_number_or_nothing_is_sent_as_expected()
    {
        string echo = Assert.Single(Run("Start-ParallelFetch \"${http}echo\" -Headers @{ 'X-List' = 'one', 'two'; 'X-Number' = 42; 'X-Null' = $null }").All<string>("Content"))!;

        Assert.Contains("one", echo, StringComparison.Ordinal);
        Assert.Contains("two", echo, StringComparison.Ordinal);
        Assert.Contains("42", echo, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Null", echo, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hashtable_that_is_filled_anew_for_each_url_is_sent_as_it_then_is()
    {
        RunResult run = Run("$h = @{}; 1..3 | Start-ParallelFetch -InOrder -Uri { \"${http}echo?$_\" } -Headers { $h['X-Id'] = \"id $_\"; $h }");

        Assert.All(run.Output, (result, index) => Assert.Contains($"id {index + 1}", result.Get<string>("Content"), StringComparison.Ordinal));
    }

    [Fact]
    public void A_saved_result_is_fetched_again_without_its_response_headers()
    {
        Session.With("serializer", typeof(PSSerializer));

        RunResult run = Run("$r = Start-ParallelFetch \"${http}echo\"; $serializer::Deserialize($serializer::Serialize($r)) | Start-ParallelFetch");

        Assert.Empty(run.Errors);
        Assert.DoesNotContain("\"Date\"", Assert.Single(run.Output).Get<string>("Content"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Headers_whose_names_differ_only_in_case_are_both_sent()
    {
        Session.With("headers", new Dictionary<string, string> { ["X-A"] = "one", ["x-a"] = "two" });

        string echo = Assert.Single(Run("Start-ParallelFetch \"${http}echo\" -Headers $headers").All<string>("Content"))!;

        Assert.Contains("one", echo, StringComparison.Ordinal);
        Assert.Contains("two", echo, StringComparison.Ordinal);
    }

    [Fact]
    public void Collections_of_urls_of_any_kind_are_taken()
    {
        Session.With("set", new HashSet<string> { Scope.Url("text/1").ToString(), Scope.Url("text/2").ToString() });

        Assert.Equal(4, Run("Start-ParallelFetch $set; $t = @{ \"${http}text/3\" = 1; \"${http}text/4\" = 2 }; Start-ParallelFetch $t.Keys").All<int>("StatusCode").Count(status => status == 200));
    }

    [Fact]
    public void An_xml_link_binds_by_its_attribute() =>
        Assert.Equal([200], Run("([xml]\"<feed><link href='${http}text/1'/></feed>\").feed.link | Start-ParallelFetch").All<int>("StatusCode"));
}
