BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'Stop-ParallelFetch' {
    BeforeEach {
        $scope = New-Scope $server
    }

    AfterEach {
        Stop-ParallelFetch -Confirm:$false
        $null = Wait-ParallelFetch -ErrorAction SilentlyContinue
    }

    It 'cancels all background fetches' {
        1..4 | ForEach-Object { $scope.Url('gate/g') } | Start-ParallelFetch -NoWait
        $scope.WaitForGate('g', 4)
        Stop-ParallelFetch | Should -BeNullOrEmpty
        $scope.WaitUntil({ $_.concurrent -eq 0 -and $_.aborted -eq 4 -and $_.openConnections -eq 0 })
    }

    It 'gives each its result, which says so' {
        $cookie = @{ N = 1 }
        $handle = Start-ParallelFetch $scope.Url('gate/g') -NoWait -PassThru -Cookie $cookie
        $scope.WaitForGate('g', 1)
        Stop-ParallelFetch $handle
        $result = Wait-ParallelFetch -ErrorAction SilentlyContinue -ErrorVariable errors
        $handle.State | Should -Be 'Stopped'
        $result.Error | Get-ErrorId | Should -Be 'FetchStopped'
        $result.Error.CategoryInfo.Category | Should -Be 'OperationStopped'
        [object]::ReferenceEquals($result.Cookie, $cookie) | Should -BeTrue
        @($errors).Count | Should -Be 1
    }

    It 'stops only the handles given' {
        $handles = @($scope.Url('gate/a'), $scope.Url('gate/b') | Start-ParallelFetch -NoWait -PassThru)
        $scope.WaitForGate('a', 1)
        $scope.WaitForGate('b', 1)
        $handles[0] | Stop-ParallelFetch
        $scope.WaitUntil({ $_.aborted -eq 1 -and $_.concurrent -eq 1 })
        $scope.Release('b')
        $results = @(Wait-ParallelFetch -ErrorAction SilentlyContinue)
        @($results | Where-Object IsSuccess).Content | Should -Be 'gate b'
        @($results | Where-Object Error).Uri | Should -Be ([uri]$scope.Url('gate/a'))
    }

    It 'stops by number' {
        $handles = @($scope.Url('gate/g'), $scope.Url('gate/g') | Start-ParallelFetch -NoWait -PassThru)
        $scope.WaitForGate('g', 2)
        Stop-ParallelFetch -Id $handles[1].Id
        $scope.WaitUntil({ $_.aborted -eq 1 -and $_.concurrent -eq 1 })
        $handles[0].State | Should -Be 'Running'
    }

    It 'says which number it does not know' {
        Stop-ParallelFetch -Id 987654 -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0] | Get-ErrorId | Should -Be 'FetchNotFound'
    }

    It 'does nothing to what has finished' {
        $handle = Start-ParallelFetch $scope.Url('text/a') -NoWait -PassThru
        Wait-Until { $handle.State -eq 'Completed' }
        Stop-ParallelFetch $handle
        (Wait-ParallelFetch).Content | Should -Be '/text/a'
        Stop-ParallelFetch $handle
        $handle.State | Should -Be 'Completed'
    }

    It 'does nothing when there is nothing' {
        Stop-ParallelFetch -ErrorVariable errors
        $errors | Should -BeNullOrEmpty
    }

    It 'only says what it would do with -WhatIf' {
        Invoke-InSession {
            param($url)
            $handle = Start-ParallelFetch $url -NoWait -PassThru
            Stop-ParallelFetch -WhatIf
            $handle.State
        } $scope.Url('gate/g') | Should -Be 'Running'
    }

    It 'refuses the handle of another runspace' {
        $session = New-Session
        try {
            $foreign = Invoke-InSession { param($url) Start-ParallelFetch $url -NoWait -PassThru } $scope.Url('gate/g') -Session $session
            $scope.WaitForGate('g', 1)
            $foreign | Stop-ParallelFetch -ErrorAction SilentlyContinue -ErrorVariable errors
            $errors[0] | Get-ErrorId | Should -Be 'ForeignHandle'
            $foreign.State | Should -Be 'Running'
            Stop-ParallelFetch
            $foreign.State | Should -Be 'Running'
        }
        finally {
            $session.Dispose()
        }
    }

    It 'does not stop a streaming call' {
        $run = Start-Pipeline {
            param($gate, $text)
            $text, $gate | Start-ParallelFetch | ForEach-Object { Stop-ParallelFetch; $_ }
        } $scope.Url('gate/g'), $scope.Url('text/a')
        Wait-Until { $run.Output.Count -eq 1 }
        $scope.WaitForGate('g', 1)
        $scope.Release('g')
        @(Complete-Pipeline $run).Content | Should -Be '/text/a', 'gate g'
    }

    It 'lets the next ones go on the wire' {
        $run = Start-Pipeline {
            param($gate, $text)
            Set-ParallelFetchLimit 1
            Start-ParallelFetch $gate -NoWait
            Start-ParallelFetch $text
        } $scope.Url('gate/g'), $scope.Url('text/a')
        $scope.WaitForGate('g', 1)
        $run.Output.Count | Should -Be 0
        $scope.Release('g')
        @(Complete-Pipeline $run).Content | Should -Be '/text/a'
    }
}
