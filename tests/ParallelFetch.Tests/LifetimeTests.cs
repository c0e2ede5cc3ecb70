using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests;

/// <summary>What a script keeps must not keep more than itself.</summary>
public sealed class LifetimeTests(ServerFixture fixture) : CmdletTest(fixture)
{
    [Theory]
    [InlineData("Start-ParallelFetch \"${http}text/1\"")]
    [InlineData("Start-ParallelFetch \"${http}text/1\" -Verbose -InOrder -Throttle 3 -Headers @{ A = 'b' }")]
    [InlineData("Start-ParallelFetch 'ftp://x' -ErrorAction SilentlyContinue")]
    [InlineData("Start-ParallelFetch $refused -ErrorAction SilentlyContinue")]
    [InlineData("Start-ParallelFetch \"${http}text/1\" -OutDirectory $folder")]
    [InlineData("Start-ParallelFetch \"${http}text/1\" -NoWait -PassThru")]
    [InlineData("Start-ParallelFetch \"${http}gate/g\" -AsJob")]
    public void A_kept_result_does_not_keep_its_cmdlet(string call)
    {
        string folder = Directory.CreateTempSubdirectory("pf-lifetime").FullName;
        try
        {
            Session.With("folder", folder).Run($"$kept = {call} | ForEach-Object {{ $cmdlet = [{typeof(RunningCommands).FullName}]::First(); $_ }}");
            Assert.Single(Run("$kept").Output);

            Run("[GC]::Collect(); [GC]::WaitForPendingFinalizers(); [GC]::Collect()");

            Assert.Equal([false], Run("$cmdlet").All<bool>("IsAlive"));
        }
        finally
        {
            Run("$kept | Where-Object { $_ -is [System.Management.Automation.Job] } | Remove-Job -Force; Stop-ParallelFetch");
            Directory.Delete(folder, recursive: true);
        }
    }
}
