# However a pipeline ends, it ends promptly and leaves nothing behind: no request, no connection, nothing waiting.

BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer

    # Nothing of a session is on the wire or waits for it.
    function Assert-Idle($Session) {
        $limit = $Session ? (Invoke-InSession { Get-ParallelFetchLimit } -Session $Session) : (Get-ParallelFetchLimit)
        $limit.InFlight | Should -Be 0
        $limit.Waiting | Should -Be 0
    }
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'Ctrl+C' {
    BeforeEach {
        $scope = New-Scope $server
        $session = New-Session
    }

    AfterEach {
        $session.Dispose()
    }

    It 'closes every connection that a request was waiting on' {
        $run = Start-Pipeline { param($url) @($url) * 500 | Start-ParallelFetch -Throttle 20 } $scope.Url('gate/g') -Session $session
        $scope.WaitForGate('g', 20)
        Stop-Pipeline $run
        $run.Shell.InvocationStateInfo.State | Should -Be 'Stopped'
        $run.Output.Count | Should -Be 0
        $scope.WaitUntil({ $_.concurrent -eq 0 -and $_.aborted -eq 20 -and $_.openConnections -eq 0 })
        $scope.Total().requests | Should -Be 20
        Assert-Idle $session
    }

    It 'ends a pipeline that waits for <Name>' -ForEach @(
        @{ Name = 'the rest of a body'; Url = { $scope.Url('stall/10') } }
        @{ Name = 'the rest of a head'; Url = { $scope.RawUrl('stall-header') } }
        @{ Name = 'the rest of a raw body'; Url = { $scope.RawUrl('stall-body') } }
        @{ Name = 'a response that never comes'; Url = { $scope.Url('never') } }
    ) {
        $run = Start-Pipeline { param($url) @($url) * 10 | Start-ParallelFetch -Throttle 5 } (& $Url) -Session $session
        $scope.WaitUntil({ $_.concurrent -eq 5 })
        Stop-Pipeline $run
        $scope.WaitUntil({ $_.concurrent -eq 0 -and $_.aborted -eq 5 -and $_.openConnections -eq 0 })
        Assert-Idle $session
    }

    It 'cancels HTTP/2 streams and keeps their connection' {
        $run = Start-Pipeline {
            param($url)
            @($url) * 30 | Start-ParallelFetch -Throttle 10 -SkipCertificateCheck
        } $scope.HttpsUrl('gate/g') -Session $session
        $scope.WaitForGate('g', 10)
        Stop-Pipeline $run
        $scope.WaitUntil({ $_.concurrent -eq 0 -and $_.aborted -eq 10 })
        $result = Invoke-InSession { param($url) Start-ParallelFetch $url -SkipCertificateCheck } $scope.HttpsUrl('text/a') -Session $session
        $result.Content | Should -Be '/text/a'
        $scope.Total().connections | Should -Be 1
    }

    It 'ends a pipeline whose input goes on without end' {
        $run = Start-Pipeline {
            param($url)
            & { while ($true) { $url } } | Start-ParallelFetch -Throttle 5 | Out-Null
        } $scope.Url('text/a') -Session $session
        $scope.WaitUntil({ $_.requests -gt 100 })
        Stop-Pipeline $run
        $scope.WaitUntil({ $_.concurrent -eq 0 })
        Assert-Idle $session
    }

    It 'leaves a session that works' {
        $run = Start-Pipeline { param($url) @($url) * 30 | Start-ParallelFetch -Throttle 3 } $scope.Url('gate/g') -Session $session
        $scope.WaitForGate('g', 3)
        Stop-Pipeline $run
        Invoke-InSession { (Get-ParallelFetchLimit).Throttle } -Session $session | Should -Be 10
        (Invoke-InSession { param($url) Start-ParallelFetch $url } $scope.Url('text/a') -Session $session).Content | Should -Be '/text/a'
    }

    It 'ends a wait, and not the fetches' {
        $run = Start-Pipeline { param($url) @($url) * 3 | Start-ParallelFetch -NoWait; Wait-ParallelFetch } $scope.Url('gate/g') -Session $session
        $scope.WaitForGate('g', 3)
        # It waits when it shows progress.
        Wait-Until { $run.Shell.Streams.Progress.Count -gt 0 }
        Stop-Pipeline $run
        $scope.Total().aborted | Should -Be 0
        $scope.Release('g')
        @(Invoke-InSession { Wait-ParallelFetch } -Session $session).Content | Should -Be 'gate g', 'gate g', 'gate g'
    }

    It 'ends -NoWait at its limit, and not what it has started' {
        $run = Start-Pipeline { param($url) @($url) * 3 | Start-ParallelFetch -NoWait -Throttle 2 } $scope.Url('gate/g') -Session $session
        $scope.WaitForGate('g', 2)
        Stop-Pipeline $run
        $scope.Total().aborted | Should -Be 0
        $scope.Release('g')
        $results = @(Invoke-InSession { Wait-ParallelFetch } -Session $session)
        $results.Count | Should -BeIn 2, 3
        ($results.Content | Sort-Object -Unique) | Should -Be 'gate g'
    }

    It 'leaves nothing after 30 times' {
        foreach ($i in 1..30) {
            $run = Start-Pipeline {
                param($urls)
                $urls | Start-ParallelFetch -Throttle 10
            } (, (@($scope.Url('text/a')) * 5 + @($scope.Url("gate/g$i")) * 20)) -Session $session
            $scope.WaitForGate("g$i", 10)
            Stop-Pipeline $run
            $run.Shell.Dispose()
        }

        $scope.WaitUntil({ $_.concurrent -eq 0 -and $_.aborted -eq 300 -and $_.openConnections -eq 0 })
        Assert-Idle $session
    }
}

Describe 'A pipeline that ends early' {
    BeforeEach {
        $scope = New-Scope $server
    }

    It 'stops the rest after Select-Object -First' {
        $urls = @(1..3 | ForEach-Object { $scope.Url("text/$_") }) + @($scope.Url('gate/g')) * 100
        $results = @($urls | Start-ParallelFetch -Throttle 10 | Select-Object -First 3)
        $results.Count | Should -Be 3
        ($results.Content | Sort-Object) | Should -Be '/text/1', '/text/2', '/text/3'
        Assert-Idle
        $scope.WaitUntil({ $_.concurrent -eq 0 })
        $scope.Total().requests | Should -BeLessOrEqual 13
    }

    It 'does not read endless input to its end' {
        $results = @(& { while ($true) { $scope.Url('text/a') } } | Start-ParallelFetch -Throttle 5 | Select-Object -First 7)
        $results.Count | Should -Be 7
        Assert-Idle
    }

    It 'cancels the batch with -ErrorAction Stop' {
        $urls = @($scope.Url('gate/g')) * 5 + 'ftp://x/' + @($scope.Url('gate/g')) * 100
        Get-Thrown { $urls | Start-ParallelFetch -Throttle 5 -ErrorAction Stop } | Get-ErrorId | Should -Be 'InvalidUri'
        Assert-Idle
        $scope.WaitUntil({ $_.concurrent -eq 0 -and $_.openConnections -eq 0 })
        $scope.Total().requests | Should -BeLessOrEqual 5
    }

    It 'cancels the batch with $ErrorActionPreference = Stop' {
        $run = Start-Pipeline {
            param($urls)
            $ErrorActionPreference = 'Stop'
            $urls | Start-ParallelFetch
        } (, @($scope.Url('gate/g'), $server.Refused, $scope.Url('gate/g')))
        Get-Thrown { Complete-Pipeline $run } | Get-ErrorId | Should -Be 'ConnectionFailed'
        $scope.WaitUntil({ $_.concurrent -eq 0 })
    }

    It 'cancels the batch when a later command throws' {
        $urls = @($scope.Url('text/a')) + @($scope.Url('gate/g')) * 20
        $thrown = Get-Thrown { $urls | Start-ParallelFetch | ForEach-Object { throw 'enough' } }
        $thrown.Exception.Message | Should -Be 'enough'
        Assert-Idle
        $scope.WaitUntil({ $_.concurrent -eq 0 })
    }

    It 'cancels the batch when a later command breaks the loop around it' {
        $urls = @($scope.Url('text/a')) + @($scope.Url('gate/g')) * 20
        foreach ($once in 1) {
            $urls | Start-ParallelFetch | ForEach-Object { break }
        }

        Assert-Idle
        $scope.WaitUntil({ $_.concurrent -eq 0 })
    }

    It 'cancels the batch when an earlier command throws' {
        $thrown = Get-Thrown { & { @($scope.Url('gate/g')) * 5; throw 'no more' } | Start-ParallelFetch }
        $thrown.Exception.Message | Should -Be 'no more'
        Assert-Idle
        $scope.WaitUntil({ $_.concurrent -eq 0 })
    }
}

Describe 'A runspace that closes' {
    BeforeEach {
        $scope = New-Scope $server
        $session = New-Session
    }

    AfterEach {
        $session.Dispose()
    }

    It 'cancels the pipeline that runs in it' {
        $run = Start-Pipeline { param($url) @($url) * 50 | Start-ParallelFetch -Throttle 20 } $scope.Url('gate/g') -Session $session
        $scope.WaitForGate('g', 20)
        $session.Close()
        Wait-Until { $run.Shell.InvocationStateInfo.State -eq 'Stopped' }
        $scope.WaitUntil({ $_.concurrent -eq 0 -and $_.aborted -eq 20 -and $_.openConnections -eq 0 })
        $scope.Total().requests | Should -Be 20
    }

    It 'cancels background fetches, and lets idle connections go' {
        Invoke-InSession {
            param($gate, $text)
            $null = 1..5 | ForEach-Object { $text } | Start-ParallelFetch
            @($gate) * 5 | Start-ParallelFetch -NoWait
        } $scope.Url('gate/g'), $scope.Url('text/a') -Session $session
        $scope.WaitForGate('g', 5)
        $session.Close()
        $scope.WaitUntil({ $_.concurrent -eq 0 -and $_.aborted -eq 5 -and $_.openConnections -eq 0 })
    }

    It 'leaves nothing after 10 times' {
        foreach ($i in 1..10) {
            $other = New-Session
            $null = Invoke-InSession {
                param($gate, $text)
                Start-ParallelFetch $gate -NoWait
                Start-ParallelFetch $text
            } $scope.Url("gate/g$i"), $scope.Url('text/a') -Session $other
            $scope.WaitForGate("g$i", 1)
            $other.Dispose()
        }

        $scope.WaitUntil({ $_.concurrent -eq 0 -and $_.aborted -eq 10 -and $_.openConnections -eq 0 })
    }
}
