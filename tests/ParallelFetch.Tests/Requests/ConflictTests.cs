using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

/// <summary>Parameters that exclude or need one another: one error with Invoke-WebRequest's id, and nothing is sent.</summary>
public sealed class ConflictTests : RequestTest
{
    public ConflictTests(ServerFixture fixture)
        : base(fixture) => Session.With("session", new WebSessionStandIn());

    [Theory]
    [InlineData("-WebSession $session -SessionVariable s", "WebCmdletSessionConflictException", "SessionVariable")]
    [InlineData("-Method Get -CustomMethod REPORT", "WebCmdletMethodConflictException", "CustomMethod")]
    [InlineData("-Method Post -Body text -InFile file.txt", "WebCmdletBodyConflictException", "InFile")]
    [InlineData("-Method Post -Body text -Form @{ a = 'b' }", "WebCmdletBodyFormConflictException", "Form")]
    [InlineData("-Method Post -InFile file.txt -Form @{ a = 'b' }", "WebCmdletFormInFileConflictException", "InFile")]
    [InlineData("-Method Post -Form @{ a = 'b' } -ContentType text/plain", "WebCmdletFormContentTypeConflictException", "ContentType")]
    [InlineData("-Authentication Basic -UseDefaultCredentials", "WebCmdletAuthenticationConflictException", "UseDefaultCredentials")]
    [InlineData("-Authentication Bearer -Token $token -UseDefaultCredentials", "WebCmdletAuthenticationConflictException", "UseDefaultCredentials")]
    [InlineData("-Credential $user -UseDefaultCredentials", "WebCmdletCredentialConflictException", "Credential")]
    [InlineData("-Authentication Basic -Credential $user -Token $token", "WebCmdletAuthenticationTokenConflictException", "Token")]
    [InlineData("-Authentication Bearer -Credential $user -Token $token", "WebCmdletAuthenticationTokenConflictException", "Token")]
    [InlineData("-Authentication Basic", "WebCmdletAuthenticationCredentialNotSuppliedException", "Credential")]
    [InlineData("-Authentication Basic -Token $token", "WebCmdletAuthenticationCredentialNotSuppliedException", "Credential")]
    [InlineData("-Authentication Bearer", "WebCmdletAuthenticationTokenNotSuppliedException", "Token")]
    [InlineData("-Authentication OAuth", "WebCmdletAuthenticationTokenNotSuppliedException", "Token")]
    [InlineData("-Authentication OAuth -Credential $user", "WebCmdletAuthenticationTokenNotSuppliedException", "Token")]
    [InlineData("-Token $token", "WebCmdletTokenWithoutAuthenticationException", "-Authentication")]
    [InlineData("-Authentication None -Token $token", "WebCmdletTokenWithoutAuthenticationException", "-Authentication")]
    [InlineData("-Proxy $proxy -ProxyCredential $user -ProxyUseDefaultCredentials", "WebCmdletProxyCredentialConflictException", "ProxyUseDefaultCredentials")]
    [InlineData("-ProxyCredential $user", "WebCmdletProxyUriNotSuppliedException", "-Proxy")]
    [InlineData("-ProxyUseDefaultCredentials", "WebCmdletProxyUriNotSuppliedException", "-Proxy")]
    [InlineData("-Proxy $proxy -NoProxy", "WebCmdletNoProxyConflictException", "NoProxy")]
    [InlineData("-UnixSocket $unixSocket -Proxy $proxy", "WebCmdletUnixSocketProxyConflictException", "UnixSocket")]
    public async Task They_are_refused_before_anything_is_sent(string options, string id, string named)
    {
        ErrorRecord error = await RefusedAsync($"\"${{http}}text/1\", \"${{http}}text/2\" | Start-ParallelFetch -AllowUnencryptedAuthentication {options}", id);

        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.Contains(named, error.ToString(), StringComparison.Ordinal);
        await RefusedAsync($"Start-ParallelFetch \"${{http}}text/1\" -NoWait -AllowUnencryptedAuthentication {options}", id);
    }

    [Theory]
    [InlineData("-UseDefaultCredentials:$false -Authentication Basic -Credential $user")]
    [InlineData("-UseDefaultCredentials:$false -Credential $user")]
    [InlineData("-NoProxy:$false -Proxy $proxy")]
    [InlineData("-ProxyUseDefaultCredentials:$false")]
    [InlineData("-Proxy $proxy -ProxyCredential $user -ProxyUseDefaultCredentials:$false")]
    [InlineData("-Body $null -Form $null")]
    [InlineData("-Method Post -Body text -InFile '' -CustomMethod ''")]
    public void A_switch_that_is_off_and_an_empty_value_exclude_nothing(string options) =>
        RunWell($"Start-ParallelFetch \"${{http}}text/1\" -AllowUnencryptedAuthentication {options}");

    [Fact]
    public async Task Without_input_they_are_refused_as_well() =>
        await RefusedAsync("@() | Start-ParallelFetch -Method Get -CustomMethod REPORT", "WebCmdletMethodConflictException");

    [Fact]
    public async Task A_session_variable_is_not_set_by_a_call_that_is_refused()
    {
        await RefusedAsync("$s = 'before'; Start-ParallelFetch \"${http}text/1\" -SessionVariable s -Method Get -CustomMethod REPORT", "WebCmdletMethodConflictException");

        Assert.Equal(["before"], Run("$s").Output.Select(value => value.BaseObject));
    }

    [Fact]
    public void A_call_that_is_refused_leaves_no_throttle_behind()
    {
        Run("Start-ParallelFetch \"${http}text/1\" -NoWait -Throttle 3 -Method Get -CustomMethod REPORT");

        Assert.Equal([10], Run("Get-ParallelFetchLimit").All<int>("Throttle"));
    }
}
