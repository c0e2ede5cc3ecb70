BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'Get-ParallelFetchLimit' {
    BeforeEach {
        $scope = New-Scope $server
    }

    It 'is 10 in a new session' {
        $limit = Invoke-InSession { Get-ParallelFetchLimit }
        $limit | Should -BeOfType ParallelFetch.FetchLimit
        $limit.Throttle | Should -Be 10
        $limit.InFlight | Should -Be 0
        $limit.Waiting | Should -Be 0
    }

    It 'counts what is on the wire and what waits' {
        $session = New-Session
        try {
            $marks = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
            $run = Start-Pipeline {
                param($first, $gate, $marks)
                & { $first; @($gate) * 8; $marks.Enqueue('all accepted') } |
                    Start-ParallelFetch -Throttle 3 |
                    ForEach-Object { $_; Get-ParallelFetchLimit }
            } $scope.Url('gate/first'), $scope.Url('gate/g'), $marks -Session $session
            $scope.WaitForGate('g', 2)
            Wait-Until { $marks.Count -gt 0 }
            $scope.Release('first')
            Wait-Until { $run.Output.Count -ge 2 }
            $limit = $run.Output[1]
            $limit.Throttle | Should -Be 3
            $limit.InFlight | Should -Be 3
            $limit.Waiting | Should -Be 5
            $scope.Release('g')
            $null = Complete-Pipeline $run
            $after = Invoke-InSession { Get-ParallelFetchLimit } -Session $session
            $after.Throttle | Should -Be 10
            $after.InFlight | Should -Be 0
            $after.Waiting | Should -Be 0
        }
        finally {
            $session.Dispose()
        }
    }

    It 'shows -Throttle of a running call' {
        Invoke-InSession {
            param($url)
            Start-ParallelFetch $url -Throttle 4 | ForEach-Object { (Get-ParallelFetchLimit).Throttle }
        } $scope.Url('text/a') | Should -Be 4
    }

    It 'has a view that calls no limit by its name' {
        Invoke-InSession { Set-ParallelFetchLimit 0; Get-ParallelFetchLimit | Out-String } | Should -Match 'no limit'
    }
}
