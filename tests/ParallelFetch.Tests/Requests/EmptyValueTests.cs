using System.Data;
using System.Management.Automation;
using LoopbackServer.Client;
using ParallelFetch.Tests.Files;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

/// <summary>What names a file that is written or sent, and is given empty: a cell without a path, a variable that was never set.</summary>
public sealed class EmptyValueTests : FileTest
{
    public EmptyValueTests(ServerFixture fixture)
        : base(fixture) => Session.With("note", Write("note.txt", "from a file"));

    [Theory]
    [InlineData("-Method Put -InFile $null", "InFileFailed", "InFile")]
    [InlineData("-Method Put -InFile ''", "InFileFailed", "InFile")]
    [InlineData("-Method Put -InFile ' '", "InFileFailed", "InFile")]
    [InlineData("-InFile $missing", "InFileFailed", "InFile")]
    [InlineData("-Method Put -Body '' -InFile $null", "InFileFailed", "InFile")]
    [InlineData("-OutFile $null", "OutFileFailed", "OutFile")]
    [InlineData("-OutFile ''", "OutFileFailed", "OutFile")]
    [InlineData("-OutFile \"`t\"", "OutFileFailed", "OutFile")]
    [InlineData("-OutFile '' -NoWait", "OutFileFailed", "OutFile")]
    [InlineData("-OutDirectory $null", "OutFileFailed", "OutDirectory")]
    [InlineData("-OutDirectory ''", "OutFileFailed", "OutDirectory")]
    [InlineData("-OutFile \"$folder/a\" -FileHash $null", "InvalidFileHash", "FileHash")]
    [InlineData("-OutFile \"$folder/a\" -FileHash ''", "InvalidFileHash", "FileHash")]
    public async Task What_is_given_empty_for_the_call_ends_it(string options, string id, string named)
    {
        ErrorRecord error = await RefusedAsync($"Start-ParallelFetch \"${{http}}echo\" {options}", id);
        Assert.StartsWith(named + " was given, but is empty", error.ToString(), StringComparison.Ordinal);

        await RefusedAsync($"\"${{http}}echo\" | Start-ParallelFetch {options}", id);
        await RefusedAsync($"$with = @{{ Uri = \"${{http}}echo\" }}; Start-ParallelFetch @with {options}", id);
    }

    [Fact]
    public async Task What_is_splatted_empty_ends_the_call() =>
        await RefusedAsync("$with = @{ Method = 'Put'; InFile = $null }; Start-ParallelFetch \"${http}echo\" @with", "InFileFailed");

    [Theory]
    [InlineData("Method = 'Put'; InFile = ''", "InFileFailed")]
    [InlineData("Method = 'Put'; InFile = $null", "InFileFailed")]
    [InlineData("Method = 'Put'; InFile = [DBNull]::Value", "InFileFailed")]
    [InlineData("Method = 'Put'; InFile = ''; Body = ''", "InFileFailed")]
    [InlineData("CustomMethod = 'put'; InFile = ''", "InFileFailed")]
    [InlineData("Method = 'Post'; InFile = ' '", "InFileFailed")]
    [InlineData("Method = 'Patch'; InFile = ''", "InFileFailed")]
    [InlineData("Method = 'Merge'; InFile = ''", "InFileFailed")]
    [InlineData("OutFile = ''", "OutFileFailed")]
    [InlineData("OutFile = $null", "OutFileFailed")]
    [InlineData("OutFile = ' '", "OutFileFailed")]
    [InlineData("OutDirectory = ''", "OutFileFailed")]
    [InlineData("OutFile = ''; OutDirectory = ''", "OutFileFailed")]
    [InlineData("OutFile = \"$folder/b\"; FileHash = ''", "InvalidFileHash")]
    [InlineData("OutFile = \"$folder/b\"; FileHash = $null", "InvalidFileHash")]
    public async Task An_empty_cell_is_an_error_of_its_own_url(string cells, string id)
    {
        RunResult run = Run($"[pscustomobject]@{{ Url = \"${{http}}text/1\" }}, [pscustomobject]@{{ Url = \"${{http}}text/2\"; {cells} }}, [pscustomobject]@{{ Url = \"${{http}}text/3\" }} | Start-ParallelFetch -InOrder");

        Assert.Null(run.Thrown);
        Assert.Equal([200, 0, 200], run.All<int>("StatusCode"));
        Assert.Equal([id], run.ErrorIds);
        Assert.Contains("text/2", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(2, await RequestsAsync());
        Assert.Equal(["note.txt"], Names);
    }

    [Theory]
    [InlineData("-Method Put -InFile { $_.File }", "InFileFailed")]
    [InlineData("-OutFile { $_.File }", "OutFileFailed")]
    [InlineData("-OutDirectory { $_.File }", "OutFileFailed")]
    [InlineData("-OutDirectory $folder -FileHash { $_.File }", "InvalidFileHash")]
    public async Task A_script_block_that_yields_nothing_is_an_error_of_its_url(string option, string id)
    {
        foreach (string empty in (string[])["$null", "''"])
        {
            RunResult run = Run($"[pscustomobject]@{{ Url = \"${{http}}text/1\"; File = {empty} }} | Start-ParallelFetch {option}");

            Assert.Null(run.Thrown);
            Assert.Equal([0], run.All<int>("StatusCode"));
            Assert.Equal([id], run.ErrorIds);
        }

        Assert.Equal(0, await RequestsAsync());
    }

    [Theory]
    [InlineData("Method = ''; InFile = ''", "GET", "")]
    [InlineData("Method = 'Head'; InFile = ''", "HEAD", "")]
    [InlineData("Method = 'Delete'; InFile = $null", "DELETE", "")]
    [InlineData("CustomMethod = 'MKCOL'; InFile = ''", "MKCOL", "")]
    [InlineData("Method = 'Put'; InFile = ''; Body = 'text'", "PUT", "text")]
    [InlineData("Method = 'Put'; InFile = $note; Body = ''", "PUT", "from a file")]
    [InlineData("Method = 'Put'; Body = ''", "PUT", "")]
    [InlineData("Method = 'Put'; Body = $null", "PUT", "")]
    [InlineData("Method = 'Post'; Form = $null", "POST", "")]
    public async Task What_the_row_says_elsewhere_is_not_missing(string cells, string method, string text)
    {
        RecordedRequest sent = await OneSentByAsync($"[pscustomobject]@{{ Url = \"${{http}}echo\"; {cells} }} | Start-ParallelFetch");

        Assert.Equal((method, text), (sent.Method, sent.Text));
    }

    [Theory]
    [InlineData("-Method Put -Body ''")]
    [InlineData("-Method Put -Body $null")]
    [InlineData("-Method Post -Form $null")]
    public async Task An_empty_body_is_sent_as_Invoke_WebRequest_does(string options) =>
        Assert.Equal("0", (await OneSentByAsync($"Start-ParallelFetch \"${{http}}echo\" {options}")).Headers.Text("Content-Length"));

    [Fact]
    public void One_of_two_places_is_enough()
    {
        RunWell("[pscustomobject]@{ Url = \"${http}text/1\"; OutFile = ''; OutDirectory = \"$folder/a\" }, [pscustomobject]@{ Url = \"${http}text/2\"; OutFile = \"$folder/b\"; OutDirectory = '' } | Start-ParallelFetch");
        RunWell("Start-ParallelFetch \"${http}text/3\" -OutFile '' -OutDirectory \"$folder/c\"");

        Assert.Equal(["a/1", "b", "c/3", "note.txt"], Names);
    }

    [Theory]
    [InlineData("$first | Start-ParallelFetch -ErrorAction SilentlyContinue")]
    [InlineData("$null = $first | Start-ParallelFetch -OutDirectory \"$folder/out\" -ErrorAction SilentlyContinue; $first | Start-ParallelFetch -ErrorAction SilentlyContinue")]
    [InlineData("$saved | Start-ParallelFetch -ErrorAction SilentlyContinue")]
    public void A_result_piped_back_whose_body_was_in_memory_has_it_there_again(string again)
    {
        Run("$first = Start-ParallelFetch \"${http}text/1\", $refused -InOrder -ErrorAction SilentlyContinue; $saved = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($first))");

        RunResult run = Run($"& {{ {again} }} | ForEach-Object {{ \"$($_.StatusCode) $(($_.Error.FullyQualifiedErrorId -split ',')[0])\" }}");

        Assert.Equal(["0 ConnectionFailed", "200 "], run.Output.Select(line => line.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Method")]
    [InlineData("CustomMethod")]
    [InlineData("Headers")]
    [InlineData("Body")]
    [InlineData("Form")]
    [InlineData("InFile")]
    [InlineData("ContentType")]
    [InlineData("Cookie")]
    [InlineData("OutFile")]
    [InlineData("OutDirectory")]
    [InlineData("FileHash")]
    public async Task The_null_of_a_database_is_no_value(string column)
    {
        using var table = new DataTable();
        table.Columns.Add("Url", typeof(string));
        table.Columns.Add(column, typeof(object));
        table.Rows.Add(Scope.Url("echo").ToString(), DBNull.Value);

        Session.With("rows", table.Rows.Cast<DataRow>().ToArray());
        RecordedRequest sent = await OneSentByAsync("$rows | Start-ParallelFetch");

        Assert.Equal(("GET", ""), (sent.Method, sent.Text));
    }

    [Fact]
    public void A_row_without_a_url_has_its_result()
    {
        using var table = new DataTable();
        table.Columns.Add("Url", typeof(string));
        table.Rows.Add(DBNull.Value);

        RunResult run = Session.With("rows", table.Rows.Cast<DataRow>().ToArray()).Run("$rows | Start-ParallelFetch");

        Assert.Equal(["InvalidUri"], run.ErrorIds);
        Assert.Single(run.Output);
    }
}
