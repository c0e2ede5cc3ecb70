BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'Set-ParallelFetchLimit' {
    BeforeEach {
        $scope = New-Scope $server
    }

    It 'emits nothing, and the limit with -PassThru' {
        Invoke-InSession { Set-ParallelFetchLimit -Throttle 3 } | Should -BeNullOrEmpty
        $limit = Invoke-InSession { Set-ParallelFetchLimit 3 -PassThru }
        $limit | Should -BeOfType ParallelFetch.FetchLimit
        $limit.Throttle | Should -Be 3
    }

    It 'lasts for the session' {
        Invoke-InSession {
            Set-ParallelFetchLimit -ThrottleLimit 3
            (Get-ParallelFetchLimit).Throttle
        } | Should -Be 3
    }

    It 'holds for the calls that follow' {
        $run = Start-Pipeline {
            param($url)
            Set-ParallelFetchLimit 4
            @($url) * 20 | Start-ParallelFetch
        } $scope.Url('gate/g')
        $scope.WaitForGate('g', 4)
        $scope.Release('g')
        @(Complete-Pipeline $run).Count | Should -Be 20
        $scope.Total().peak | Should -Be 4
    }

    It 'takes 0 for no limit' {
        $run = Start-Pipeline {
            param($url)
            Set-ParallelFetchLimit 0
            @($url) * 60 | Start-ParallelFetch
        } $scope.Url('gate/g')
        $scope.WaitForGate('g', 60)
        $scope.Release('g')
        @(Complete-Pipeline $run).Count | Should -Be 60
    }

    It 'refuses a negative limit' {
        Get-Thrown { Set-ParallelFetchLimit -1 } | Get-ErrorId | Should -Be 'ParameterArgumentValidationError'
    }

    It 'lowers the limit of the pipeline it stands in, and cancels nothing' {
        $run = Start-Pipeline {
            param($url)
            @($url) * 40 | Start-ParallelFetch -Throttle 10 | ForEach-Object { Set-ParallelFetchLimit -Throttle 2; $_ }
        } $scope.Url('gate/g')
        $scope.WaitForGate('g', 10)
        $scope.Release('g', 1)
        Wait-Until { $run.Output.Count -eq 1 }
        $scope.WaitForGate('g', 10)

        # Ten are on the wire and stay there; only when one is left does the next one start.
        $scope.Release('g', 8)
        $scope.WaitUntil({ $_.concurrent -eq 2 -and $_.requests -eq 11 })
        $scope.Reset()
        $scope.Release('g')
        @(Complete-Pipeline $run).Count | Should -Be 40
        $scope.Total().peak | Should -Be 2
        $scope.Total().aborted | Should -Be 0
        $scope.Total().requests | Should -Be 29
    }

    It 'raises the limit of the pipeline it stands in' {
        $run = Start-Pipeline {
            param($url)
            @($url) * 40 | Start-ParallelFetch -Throttle 2 | ForEach-Object { Set-ParallelFetchLimit -Throttle 8; $_ }
        } $scope.Url('gate/g')
        $scope.WaitForGate('g', 2)
        $scope.Total().concurrent | Should -Be 2
        $scope.Release('g', 1)
        $scope.WaitForGate('g', 8)
        $scope.Release('g')
        @(Complete-Pipeline $run).Count | Should -Be 40
        $scope.Total().peak | Should -Be 8
    }

    It 'lets waiting background fetches go at once when it is raised' {
        $session = New-Session
        try {
            $run = Start-Pipeline {
                param($url)
                Set-ParallelFetchLimit 1
                $url, $url, $url | Start-ParallelFetch -NoWait
            } $scope.Url('gate/g') -Session $session
            $scope.WaitForGate('g', 1)
            Stop-Pipeline $run
            Invoke-InSession { param($url) Set-ParallelFetchLimit 5; Start-ParallelFetch $url -NoWait } $scope.Url('gate/g') -Session $session
            $scope.WaitForGate('g', 2)
        }
        finally {
            $session.Dispose()
        }
    }

    It 'has the last word until the call ends, and keeps it afterwards' {
        Invoke-InSession {
            param($url)
            Start-ParallelFetch $url -Throttle 7 | ForEach-Object {
                Set-ParallelFetchLimit 3
                (Get-ParallelFetchLimit).Throttle
            }
            (Get-ParallelFetchLimit).Throttle
        } $scope.Url('text/a') | Should -Be 3, 3
    }
}
