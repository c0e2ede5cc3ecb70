using System.Management.Automation;
using System.Text.Json;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

public sealed class JsonBodyTests(ServerFixture fixture) : RequestTest(fixture)
{
    [Theory]
    [InlineData("@{ a = 1 }", """{"a":1}""")]
    [InlineData("@{}", "{}")]
    [InlineData("([ordered]@{ z = 1; a = 'two'; m = $null })", """{"z":1,"a":"two","m":null}""")]
    [InlineData("([pscustomobject]@{ a = 1; b = @{ c = @{ d = @{ e = [pscustomobject]@{ f = 'deep' } } } } })", """{"a":1,"b":{"c":{"d":{"e":{"f":"deep"}}}}}""")]
    [InlineData("@(1, 2.5, $true, $null, 'x')", """[1,2.5,true,null,"x"]""")]
    [InlineData("@(@{ a = 1 }, @{ a = 2 })", """[{"a":1},{"a":2}]""")]
    [InlineData("@{ list = @() ; one = @(1) ; nested = @(@(1, 2), @(3)) }", """{"list":[],"one":[1],"nested":[[1,2],[3]]}""")]
    [InlineData("@{ day = [DayOfWeek]::Friday }", """{"day":5}""")]
    [InlineData("@{ at = [datetime]::new(2024, 2, 29, 12, 30, 15, [DateTimeKind]::Utc) }", """{"at":"2024-02-29T12:30:15Z"}""")]
    [InlineData("@{ at = [datetimeoffset]::new(2024, 2, 29, 12, 30, 15, [timespan]::FromHours(2)) }", """{"at":"2024-02-29T12:30:15+02:00"}""")]
    [InlineData("@{ id = [guid]'0f8fad5b-d9cb-469f-a165-70867728950e'; at = [uri]'http://x/y' }", """{"id":"0f8fad5b-d9cb-469f-a165-70867728950e","at":"http://x/y"}""")]
    [InlineData("@{ text = \"Grüße 日本 `\"quoted`\" <&> `n\" }", """{"text":"Grüße 日本 \"quoted\" <&> \n"}""")]
    [InlineData("@{ 1 = 'number as key' }", """{"1":"number as key"}""")]
    [InlineData("@{ big = [bigint]::Pow(2, 100); max = [long]::MaxValue; exact = 0.1d }", """{"big":1267650600228229401496703205376,"max":9223372036854775807,"exact":0.1}""")]
    [InlineData("@{ switch = [switch]$true; char = [char]'c'; none = [DBNull]::Value; nan = [double]::NaN }", """{"switch":true,"char":"c","none":null,"nan":"NaN"}""")]
    [InlineData("@('one', 'two')", """["one","two"]""")]
    [InlineData("([System.Collections.Generic.List[string]]::new([string[]]('one', 'two')))", """["one","two"]""")]
    [InlineData("42", "42")]
    [InlineData("$true", "true")]
    public async Task Values_are_written_as_json_where_the_content_type_says_so(string body, string json)
    {
        // In a culture that writes numbers differently.
        string script = $"[cultureinfo]::CurrentCulture = 'de-DE'; Start-ParallelFetch \"${{http}}echo\" -Method Post -ContentType application/json -Body {body}";

        RecordedRequest sent = await OneSentByAsync(script);

        Assert.Equal("application/json", sent.Headers.Text("Content-Type"));
        AssertSameJson(json, sent.Text);
    }

    [Theory]
    [InlineData("-ContentType 'application/json'")]
    [InlineData("-ContentType 'Application/JSON; charset=utf-8'")]
    [InlineData("-ContentType 'application/merge-patch+json'")]
    [InlineData("-Headers @{ 'Content-Type' = 'application/vnd.api+json' }")]
    public async Task Every_json_type_counts(string option) =>
        AssertSameJson("""{"a":"ü"}""", (await OneSentByAsync($"Start-ParallelFetch \"${{http}}echo\" -Method Patch -Body @{{ a = 'ü' }} {option}")).Text);

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/jsonx")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Every_other_type_does_not(string type) =>
        Assert.Equal("a=1", (await OneSentByAsync($"Start-ParallelFetch \"${{http}}echo\" -Method Post -Body @{{ a = 1 }} -ContentType {type}")).Text);

    [Fact]
    public async Task The_charset_encodes_json_as_well()
    {
        RecordedRequest sent = await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -Method Post -Body @{ a = 'ü' } -ContentType 'application/json; charset=iso-8859-1'");

        Assert.Equal("""{"a":"ü"}""", System.Text.Encoding.Latin1.GetString(sent.Body));
    }

    [Fact]
    public async Task Text_that_is_json_already_is_sent_as_it_is() =>
        Assert.Equal("""{ "a" : 1 }""", (await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -Method Post -Body '{ \"a\" : 1 }' -ContentType application/json")).Text);

    [Fact]
    public async Task Lines_that_are_json_together_are_sent_as_they_are() =>
        Assert.Equal("{\n \"a\": 1\n}", (await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -Method Post -Body '{', ' \"a\": 1', '}' -ContentType application/json")).Text);

    [Fact]
    public async Task Json_is_a_body_with_get_too()
    {
        RecordedRequest sent = await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -Body @{ a = 1 } -ContentType application/json");

        Assert.Equal(("GET", """{"a":1}"""), (sent.Method, sent.Text));
        Assert.DoesNotContain("?", sent.Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_of_a_class_is_written_by_its_properties() =>
        AssertSameJson("""{"Major":1}""", (await OneSentByAsync("class Job { [int] $Major = 1 }; Start-ParallelFetch \"${http}echo\" -Method Post -Body ([Job]::new()) -ContentType application/json")).Text);

    [Fact]
    public async Task A_property_that_is_added_to_an_object_is_written() =>
        AssertSameJson(
            """{"a":1,"b":2}""",
            (await OneSentByAsync("$o = [pscustomobject]@{ a = 1 }; $o.psobject.Properties.Add([psnoteproperty]::new('b', 2)); Start-ParallelFetch \"${http}echo\" -Method Post -Body $o -ContentType application/json")).Text);

    [Fact]
    public async Task Sixty_levels_are_written()
    {
        RecordedRequest sent = await OneSentByAsync("$o = 'end'; 1..60 | ForEach-Object { $o = @{ n = $o } }; Start-ParallelFetch \"${http}echo\" -Method Post -Body $o -ContentType application/json");

        Assert.Equal(60, sent.Text.Split("{\"n\":").Length - 1);
        Assert.Contains("\"end\"", sent.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_contains_itself_is_one_error_before_anything_is_sent()
    {
        ErrorRecord error = await RefusedAsync("$o = @{}; $o.self = $o; Start-ParallelFetch \"${http}echo\" -Method Post -Body $o -ContentType application/json", "InvalidBody");

        Assert.Contains("nested", error.ToString(), StringComparison.Ordinal);
    }

    // Equal in all but the order of members, which a hashtable does not have, and in how characters are escaped.
    private static void AssertSameJson(string expected, string actual)
    {
        using JsonDocument one = JsonDocument.Parse(expected), other = JsonDocument.Parse(actual);
        Assert.True(JsonElement.DeepEquals(one.RootElement, other.RootElement), actual);
    }
}
