using System.Text.Json;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

/// <summary>A dictionary as -Body: the query of a GET, a form otherwise.</summary>
public sealed class FormAndQueryTests(ServerFixture fixture) : RequestTest(fixture)
{
    [Theory]
    [InlineData("@{ a = 1 }", "a=1")]
    [InlineData("([ordered]@{ 'a b' = 'c d'; 'x&y' = 'p=q' })", "a+b=c+d&x%26y=p%3Dq")]
    [InlineData("@{ text = 'Grüße' }", "text=Gr%C3%BC%C3%9Fe")]
    [InlineData("@{ text = '日本 😀' }", "text=%E6%97%A5%E6%9C%AC+%F0%9F%98%80")]
    [InlineData("@{ list = 'one', 'two', 3 }", "list=one&list=two&list=3")]
    [InlineData("@{ nothing = $null }", "nothing=")]
    [InlineData("@{ empty = '' }", "empty=")]
    [InlineData("@{ number = 1.5 }", "number=1.5")]
    [InlineData("@{ plus = '1+1'; }", "plus=1%2B1")]
    [InlineData("@{}", "")]
    public async Task A_dictionary_is_sent_as_a_form(string body, string form)
    {
        RecordedRequest sent = await OneSentByAsync($"[cultureinfo]::CurrentCulture = 'de-DE'; Start-ParallelFetch \"${{http}}echo\" -Method Post -Body {body}");

        Assert.Equal(form, sent.Text);
        Assert.Equal("application/x-www-form-urlencoded", sent.Headers.Text("Content-Type"));
        Assert.DoesNotContain("?", sent.Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_dictionary_will_do()
    {
        Session.With("fields", new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 });

        Assert.Equal("a=1&b=2", (await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -Method Post -Body $fields")).Text);
    }

    [Theory]
    [InlineData("Put")]
    [InlineData("Patch")]
    [InlineData("Delete")]
    public async Task A_form_goes_with_every_method_but_get_and_head(string method) =>
        Assert.Equal("a=1", (await OneSentByAsync($"Start-ParallelFetch \"${{http}}echo\" -Method {method} -Body @{{ a = 1 }}")).Text);

    [Theory]
    [InlineData("echo", "@{ a = 1 }", "echo?a=1")]
    [InlineData("echo?x=y", "@{ a = 1 }", "echo?x=y&a=1")]
    [InlineData("echo?", "@{ a = 1 }", "echo?a=1")]
    [InlineData("echo?x=%20%2F", "@{ a = 1 }", "echo?x=%20%2F&a=1")]
    [InlineData("echo#part", "@{ a = 1 }", "echo?a=1")]
    [InlineData("echo", "@{ q = 'Grüße & 日本' }", "echo?q=Gr%C3%BC%C3%9Fe+%26+%E6%97%A5%E6%9C%AC")]
    [InlineData("echo", "@{ list = 1, 2 }", "echo?list=1&list=2")]
    [InlineData("echo", "@{ nothing = $null }", "echo?nothing=")]
    [InlineData("echo", "@{}", "echo")]
    public async Task With_get_a_dictionary_becomes_the_query(string path, string body, string target)
    {
        RecordedRequest sent = await OneSentByAsync($"Start-ParallelFetch \"${{http}}{path}\" -Body {body}");

        Assert.EndsWith("/" + target, sent.Target, StringComparison.Ordinal);
        Assert.Equal("GET", sent.Method);
        Assert.Empty(sent.Body);
        Assert.False(sent.Headers.ContainsKey("Content-Type"));
    }

    [Fact]
    public async Task With_head_a_dictionary_becomes_the_query() =>
        Assert.EndsWith("/echo?a=1", (await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -Method Head -Body @{ a = 1 }")).Target, StringComparison.Ordinal);

    [Fact]
    public void The_query_is_in_the_url_of_the_response()
    {
        RunResult run = RunWell("Start-ParallelFetch \"${http}echo\" -Body @{ a = 1 }");

        Assert.Equal(Scope.Url("echo?a=1"), run.Output[0].Get<Uri>("ResponseUri"));
    }

    [Fact]
    public void A_server_reads_from_the_form_what_was_given()
    {
        RunResult run = RunWell("Start-ParallelFetch \"${http}echo\" -Method Post -Body ([ordered]@{ 'näme' = 'välue +%&='; list = 'a', 'b' })");

        JsonElement form = Echo(run.Output[0]).GetProperty("form");
        Assert.Equal("välue +%&=", form.GetProperty("näme")[0].GetString());
        Assert.Equal(["a", "b"], form.GetProperty("list").EnumerateArray().Select(value => value.GetString()));
    }

    [Fact]
    public async Task A_dictionary_is_encoded_once_for_each_url_of_the_call()
    {
        IReadOnlyList<RecordedRequest> sent = await SentByAsync("1..5 | ForEach-Object { \"${http}echo?n=$_\" } | Start-ParallelFetch -Throttle 1 -Body @{ a = 1 }");

        Assert.Equal(Enumerable.Range(1, 5).Select(n => $"echo?n={n}&a=1"), sent.Select(request => request.Target[(request.Target.LastIndexOf('/') + 1)..]));
    }
}
