# What the progress bar says, and where it can be seen.

BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer

    # A job that fetches what a gate holds; where it is known, its last progress record comes back.
    function Start-Held([scriptblock] $Starter, $Url) {
        & $Starter {
            param($manifest, $url)
            $env:NO_PROXY = '127.0.0.1'
            Import-Module $manifest
            $ProgressPreference = 'Continue'
            $null = Start-ParallelFetch $url, $url, $url
        } $Url
    }
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'Progress of Start-ParallelFetch' {
    BeforeEach {
        $scope = New-Scope $server
    }

    It 'knows the total that -ExpectedCount says' {
        $run = Start-Pipeline {
            param($url, $slow)
            & { $url; $url; $slow } | Start-ParallelFetch -ExpectedCount 4
        } $scope.Url('text/1'), $scope.Url('gate/g')
        Wait-Until { $run.Shell.Streams.Progress.StatusDescription -like '2 of * done, 0 failed, 1 in flight*' }
        $scope.Release('g')
        $null = Complete-Pipeline $run
    }

    It 'knows the total of the pipeline once its end has come' {
        $run = Start-Pipeline { param($url) @($url) * 3 | Start-ParallelFetch } $scope.Url('gate/g')
        Wait-Until { $run.Shell.Streams.Progress.StatusDescription -like '0 of 3 done*' }
        $scope.Release('g', 2)
        Wait-Until { $run.Shell.Streams.Progress | Where-Object PercentComplete -EQ 66 }
        $scope.Release('g')
        $null = Complete-Pipeline $run
    }

    It 'does not count what is skipped' {
        $run = Start-Pipeline { param($url) Start-ParallelFetch '# comment', '', $url } $scope.Url('gate/g')
        Wait-Until { $run.Shell.Streams.Progress.StatusDescription -like '0 of 1 done*' }
        $scope.Release('g')
        $null = Complete-Pipeline $run
    }

    It 'tells bytes, rate, what waits, and the time left' {
        $run = Start-Pipeline {
            param($bytes, $slow)
            Start-ParallelFetch ((@($bytes) * 5) + (@($slow) * 5)) -Throttle 5
        } $scope.Url('bytes/2048'), $scope.Url('gate/g')
        Wait-Until { $run.Shell.Streams.Progress | Where-Object { $_.SecondsRemaining -ge 0 } }
        $record = @($run.Shell.Streams.Progress | Where-Object { $_.SecondsRemaining -ge 0 })[0]
        $record.StatusDescription | Should -Match '^5 of 10 done, 0 failed, 5 in flight, [\d.,]+/s, \d+:\d\d:\d\d left, 10[.,]0 KiB, [\d.,]+ \w+/s$'
        $scope.Release('g')
        $null = Complete-Pipeline $run
    }

    It 'says how many wait for another try' {
        $run = Start-Pipeline { param($url, $slow) Start-ParallelFetch $url, $slow -RetryIntervalSec 3600 -MaximumRetryCount 1 } $scope.Url('status/500'), $scope.Url('gate/g')
        Wait-Until { $run.Shell.Streams.Progress.StatusDescription -match ', 1 to be tried again, .*1 waiting' }
        Stop-Pipeline $run
        $run.Shell.Dispose()
    }

    It 'is seen from outside in <Kind>' -ForEach @(
        @{ Kind = 'Start-Job'; Starter = { param($script, $url) Start-Job $script -ArgumentList $ManifestPath, $url } }
        @{ Kind = 'Start-ThreadJob'; Starter = { param($script, $url) Start-ThreadJob $script -ArgumentList $ManifestPath, $url } }
    ) {
        $job = Start-Held $Starter $scope.Url('gate/g')
        $stream = $job.ChildJobs ? $job.ChildJobs[0].Progress : $job.Progress
        Wait-Until { @($stream).StatusDescription -like '0 of 3 done, 0 failed, 3 in flight*' }
        @($stream)[-1].Activity | Should -Be 'Fetching URLs'
        @($stream)[-1].PercentComplete | Should -Be 0
        $scope.Release('g')
        $null = $job | Wait-Job -Timeout $PatienceSeconds
        @($stream)[-1].RecordType | Should -Be 'Completed'
        $job | Remove-Job -Force
    }

    It 'is in the job of -AsJob' {
        $job = Start-ParallelFetch $scope.Url('gate/g'), $scope.Url('gate/g') -AsJob
        Wait-Until { @($job.Progress).StatusDescription -like '0 of 2 done, 0 failed, 2 in flight*' }
        $scope.Release('g')
        $null = $job | Wait-Job -Timeout $PatienceSeconds
        $job | Remove-Job -Force
    }

    It 'comes back over a remoting session' {
        $instance = [System.Management.Automation.Runspaces.PowerShellProcessInstance]::new()
        $runspace = [runspacefactory]::CreateOutOfProcessRunspace($null, $instance)
        $runspace.Open()
        $shell = [powershell]::Create()
        $shell.Runspace = $runspace
        try {
            $null = $shell.AddScript({
                    param($manifest, $url)
                    $env:NO_PROXY = '127.0.0.1'
                    Import-Module $manifest
                    Start-ParallelFetch $url, $url
                }.ToString()).AddArgument($ManifestPath).AddArgument($scope.Url('gate/g'))
            $async = $shell.BeginInvoke()
            Wait-Until { $shell.Streams.Progress.StatusDescription -like '0 of 2 done, 0 failed, 2 in flight*' }
            $scope.Release('g')
            $shell.EndInvoke($async).Count | Should -Be 2
        }
        finally {
            $shell.Dispose()
            $runspace.Dispose()
            $instance.Dispose()
        }
    }
}
