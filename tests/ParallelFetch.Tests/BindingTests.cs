using System.Collections;
using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests;

public sealed class BindingTests(ServerFixture fixture) : CmdletTest(fixture)
{
    [Theory]
    [InlineData("Uri")]
    [InlineData("Url")]
    [InlineData("Link")]
    [InlineData("Href")]
    [InlineData("Source")]
    public void A_url_binds_by_property_name(string name) =>
        Assert.Equal([200], Run($"[pscustomobject]@{{ {name} = \"${{http}}text/1\" }} | Start-ParallelFetch").All<int>("StatusCode"));

    [Fact]
    public void Text_Uri_objects_and_arrays_of_both_are_taken()
    {
        RunResult run = Run("""
            Start-ParallelFetch "${http}text/1"
            Start-ParallelFetch ([uri]"${http}text/2")
            Start-ParallelFetch -Uri "${http}text/3", ([uri]"${http}text/4")
            [uri]"${http}text/5" | Start-ParallelFetch
            [pscustomobject]@{ Uri = [uri]"${http}text/6" } | Start-ParallelFetch
            Invoke-ParallelFetch "${http}text/7"
            """);

        Assert.Empty(run.Errors);
        Assert.Equal(7, run.All<int>("StatusCode").Count(status => status == 200));
    }

    [Fact]
    public void Cookie_and_headers_bind_by_property_name_for_each_url()
    {
        RunResult run = Run("""
            1..3 | ForEach-Object { [pscustomobject]@{ Url = "${http}echo"; Cookie = @{ Row = $_ }; Headers = @{ 'X-Row' = "row $_" } } } |
                Start-ParallelFetch -InOrder
            """);

        Assert.Equal([1, 2, 3], run.All<Hashtable>("Cookie").Select(cookie => cookie!["Row"]!.BaseOf()));
        Assert.All(run.Output, (result, index) => Assert.Contains($"row {index + 1}", result.Get<string>("Content"), StringComparison.Ordinal));
    }

    [Fact]
    public void Cookie_and_headers_take_script_blocks()
    {
        RunResult run = Run("""
            'a', 'b' | ForEach-Object { "${http}echo?$_" } |
                Start-ParallelFetch -InOrder -Cookie { @{ Url = $_ } } -Headers { @{ 'X-Url' = $_ } }
            """);

        Assert.Equal([Scope.Url("echo?a").ToString(), Scope.Url("echo?b").ToString()], run.All<Hashtable>("Cookie").Select(cookie => cookie!["Url"]!.ToString()));
        Assert.All(run.Output, result => Assert.Contains("X-Url", result.Get<string>("Content"), StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_cookie_instance_comes_back()
    {
        RunResult run = Run("$c = @{ k = 'v' }; $r = Start-ParallelFetch \"${http}text/1\", \"${http}text/2\" -Cookie $c; $r | ForEach-Object { [object]::ReferenceEquals($c, $_.Cookie) }");

        Assert.Equal([true, true], run.Output.Select(item => item.BaseObject));
    }

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
    public void A_result_that_is_piped_back_is_fetched_again_without_its_response_headers()
    {
        RunResult run = Run("$first = Start-ParallelFetch \"${http}echo\" -Cookie @{ k = 1 }; $first | Start-ParallelFetch");

        PSObject second = Assert.Single(run.Output);
        Assert.Equal(1, second.Get<Hashtable>("Cookie")!["k"]);
        Assert.DoesNotContain("\"Date\"", second.Get<string>("Content"), StringComparison.OrdinalIgnoreCase);
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

    [Fact]
    public void The_user_agent_is_sent()
    {
        Assert.Contains("me/1", Assert.Single(Run("Start-ParallelFetch \"${http}echo\" -UserAgent me/1").All<string>("Content")), StringComparison.Ordinal);
        Assert.Contains("ParallelFetch/", Assert.Single(Run("Start-ParallelFetch \"${http}echo\"").All<string>("Content")), StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_can_be_splatted_and_defaulted()
    {
        RunResult run = Run("""
            $PSDefaultParameterValues = @{ 'Start-ParallelFetch:UserAgent' = 'default/1' }
            $options = @{ Throttle = 2; Cookie = @{ a = 1 } }
            Start-ParallelFetch "${http}echo" @options
            """);

        PSObject result = Assert.Single(run.Output);
        Assert.Contains("default/1", result.Get<string>("Content"), StringComparison.Ordinal);
        Assert.Equal(1, result.Get<Hashtable>("Cookie")!["a"]);
    }
}
