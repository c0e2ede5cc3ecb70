using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

/// <summary>-FailOnHttpError.</summary>
public sealed class HttpErrorTests(ServerFixture fixture) : RequestTest(fixture)
{
    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(503)]
    public void An_error_status_is_an_error_with_its_result_and_its_body(int status)
    {
        RunResult run = Run($"Start-ParallelFetch \"${{http}}status/{status}\" -FailOnHttpError");

        ErrorRecord error = Assert.Single(run.Errors);
        Assert.Equal(["WebCmdletWebResponseException"], run.ErrorIds);
        Assert.Equal(ErrorCategory.InvalidOperation, error.CategoryInfo.Category);
        Assert.Equal($"status {status}", error.ErrorDetails.Message);
        Assert.Contains($"{status}", error.Exception.Message, StringComparison.Ordinal);
        PSObject result = Assert.Single(run.Output);
        Assert.Same(result.BaseObject, ((PSObject)PSObject.AsPSObject(error.TargetObject)).BaseObject);
        Assert.Same(error, result.Get<ErrorRecord>("Error"));
        Assert.Equal(status, result.Get<int>("StatusCode"));
        Assert.Equal($"status {status}", result.Get<string>("Content"));
        Assert.False(result.Get<bool>("IsSuccess"));
    }

    [Theory]
    [InlineData("status/200", "")]
    [InlineData("status/204", "")]
    [InlineData("status/304", "")]
    [InlineData("status/399", "")]
    [InlineData("redirect/1", "-MaximumRedirection 0")]
    public void Any_other_is_none(string path, string option) => RunWell($"Start-ParallelFetch \"${{http}}{path}\" -FailOnHttpError {option}");

    [Fact]
    public void Without_a_body_there_are_no_details()
    {
        RunResult run = Run("Start-ParallelFetch \"${http}status/404\" -Method Head -FailOnHttpError");

        Assert.Equal(["WebCmdletWebResponseException"], run.ErrorIds);
        Assert.Null(run.Errors[0].ErrorDetails);
    }

    [Fact]
    public void It_spoils_no_other()
    {
        RunResult run = Run("404, 200, 500, 201 | ForEach-Object { \"${http}status/$_\" } | Start-ParallelFetch -InOrder -FailOnHttpError");

        Assert.Equal([404, 200, 500, 201], run.All<int>("StatusCode"));
        Assert.Equal(2, run.Errors.Count);
    }

    [Fact]
    public void With_ErrorAction_Stop_it_ends_the_call()
    {
        RunResult run = Run("Start-ParallelFetch \"${http}status/404\" -FailOnHttpError -ErrorAction Stop");

        Assert.Equal("WebCmdletWebResponseException", run.ThrownId);
        Assert.Equal("status 404", run.Thrown!.ErrorRecord.ErrorDetails.Message);
    }

    [Fact]
    public void A_broken_body_is_an_error_of_its_own_kind() =>
        Assert.Equal(["ProtocolError"], Run("Start-ParallelFetch \"${raw}truncated\" -FailOnHttpError").ErrorIds);

    [Fact]
    public void The_json_of_a_result_is_read_by_ConvertFrom_Json()
    {
        // Which the bare engine lacks.
        RunResult run = RunWell("function global:ConvertFrom-Json($InputObject) { \"read from $($InputObject.Length)\" }; $r = Start-ParallelFetch \"${http}echo\"; $r.Json; $r.Content.Length");

        Assert.Equal($"read from {run.Output[1]}", run.Output[0].ToString());
    }
}
