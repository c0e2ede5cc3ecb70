BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'Wait-ParallelFetch' {
    BeforeEach {
        $scope = New-Scope $server
    }

    AfterEach {
        Stop-ParallelFetch -Confirm:$false
        $null = Wait-ParallelFetch -ErrorAction SilentlyContinue
    }

    It 'emits the results of all background fetches' {
        foreach ($i in 1..25) { Start-ParallelFetch $scope.Url("text/$i") -NoWait -Cookie @{ N = $i } }
        $results = @(Wait-ParallelFetch)
        $results.Count | Should -Be 25
        $results[0] | Should -BeOfType ParallelFetch.FetchResult
        foreach ($result in $results) {
            $result.Content | Should -Be "/text/$($result.Cookie.N)"
        }

        Get-ParallelFetch | Should -BeNullOrEmpty
    }

    It 'emits results as they complete' {
        $run = Start-Pipeline {
            param($urls)
            $urls | Start-ParallelFetch -NoWait
            Wait-ParallelFetch
        } (, @($scope.Url('gate/first'), $scope.Url('text/second')))
        Wait-Until { $run.Output.Count -eq 1 }
        $run.Output[0].Content | Should -Be '/text/second'
        $scope.Release('first')
        @(Complete-Pipeline $run).Content | Should -Be '/text/second', 'gate first'
    }

    It 'returns at once when there is nothing to wait for' {
        Wait-ParallelFetch -ErrorVariable errors | Should -BeNullOrEmpty
        $errors | Should -BeNullOrEmpty
    }

    It 'loses nothing that a script did not wait for' {
        Start-ParallelFetch $scope.Url('text/a') -NoWait
        $scope.WaitUntil({ $_.requests -eq 1 -and $_.concurrent -eq 0 })
        (Start-ParallelFetch $scope.Url('text/b')).Content | Should -Be '/text/b'
        (Wait-ParallelFetch).Content | Should -Be '/text/a'
    }

    It 'gives each result once' {
        Start-ParallelFetch $scope.Url('text/a') -NoWait
        @(Wait-ParallelFetch).Count | Should -Be 1
        @(Wait-ParallelFetch).Count | Should -Be 0
    }

    It 'gives each result once when handles are given twice' {
        $handle = Start-ParallelFetch $scope.Url('text/a') -NoWait -PassThru
        @($handle, $handle | Wait-ParallelFetch).Count | Should -Be 1
        @($handle | Wait-ParallelFetch -ErrorVariable errors).Count | Should -Be 0
        $errors | Should -BeNullOrEmpty
        $handle.IsCollected | Should -BeTrue
    }

    It 'waits for the handles that are piped in, and for no others' {
        $other = Start-ParallelFetch $scope.Url('gate/other') -NoWait -PassThru
        $mine = Start-ParallelFetch $scope.Url('text/mine') -NoWait -PassThru
        ($mine | Wait-ParallelFetch).Content | Should -Be '/text/mine'
        $other.State | Should -Be 'Running'
        $scope.Release('other')
        (Wait-ParallelFetch $other).Content | Should -Be 'gate other'
    }

    It 'takes handles as argument, and by -Handle' {
        $handles = @($scope.Url('text/a'), $scope.Url('text/b') | Start-ParallelFetch -NoWait -PassThru)
        @(Wait-ParallelFetch -Handle $handles).Count | Should -Be 2
    }

    It 'takes the list of Get-ParallelFetch' {
        $scope.Url('text/a'), $scope.Url('text/b') | Start-ParallelFetch -NoWait
        @(Get-ParallelFetch | Wait-ParallelFetch).Count | Should -Be 2
    }

    It 'takes handles straight from Start-ParallelFetch' {
        $results = @(1..30 | ForEach-Object { $scope.Url("text/$_") } | Start-ParallelFetch -NoWait -PassThru | Wait-ParallelFetch)
        $results.Count | Should -Be 30
    }

    It 'passes results through' {
        $results = @(1..30 | ForEach-Object { $scope.Url("text/$_") } | Start-ParallelFetch | Wait-ParallelFetch)
        $results.Count | Should -Be 30
        ($results.StatusCode | Sort-Object -Unique) | Should -Be 200
    }

    It 'warns when it is given no handle although there are fetches' {
        Start-ParallelFetch $scope.Url('gate/g') -NoWait
        $output = @(Start-ParallelFetch $scope.Url('gate/g') -NoWait | Wait-ParallelFetch -WarningVariable warnings -WarningAction SilentlyContinue)
        $output.Count | Should -Be 0
        @($warnings).Count | Should -Be 1
        $warnings[0].Message | Should -BeLike '*-PassThru*'
    }

    It 'ends with the first result with -Any' {
        $handles = @($scope.Url('gate/slow'), $scope.Url('text/quick') | Start-ParallelFetch -NoWait -PassThru)
        $results = @($handles | Wait-ParallelFetch -Any)
        $results.Content | Should -Be '/text/quick'
        @(Get-ParallelFetch).Count | Should -Be 1
        $scope.Release('slow')
        (Wait-ParallelFetch -Any).Content | Should -Be 'gate slow'
    }

    It 'ends with -Any when there is nothing to wait for' {
        Wait-ParallelFetch -Any | Should -BeNullOrEmpty
    }

    It 'says so when -Timeout is over, and lets the fetches go on' {
        $scope.Url('gate/g'), $scope.Url('text/a') | Start-ParallelFetch -NoWait
        $results = @(Wait-ParallelFetch -Timeout 1 -ErrorAction SilentlyContinue -ErrorVariable errors)
        $results.Content | Should -Be '/text/a'
        @($errors).Count | Should -Be 1
        $errors[0] | Get-ErrorId | Should -Be 'WaitTimeoutReached'
        $errors[0].CategoryInfo.Category | Should -Be 'OperationTimeout'
        $errors[0].Exception.Message | Should -BeLike '1 *'
        $scope.Total().aborted | Should -Be 0
        $scope.Release('g')
        (Wait-ParallelFetch).Content | Should -Be 'gate g'
    }

    It 'takes what is ready with -Timeout 0' {
        $handles = @($scope.Url('gate/g'), $scope.Url('text/a') | Start-ParallelFetch -NoWait -PassThru)
        Wait-Until { $handles[1].State -eq 'Completed' }
        $results = @(Wait-ParallelFetch -Timeout 0 -ErrorAction SilentlyContinue -ErrorVariable errors)
        $results.Content | Should -Be '/text/a'
        $errors[0] | Get-ErrorId | Should -Be 'WaitTimeoutReached'
    }

    It 'writes no error when everything came within -Timeout' {
        Start-ParallelFetch $scope.Url('text/a') -NoWait
        @(Wait-ParallelFetch -Timeout 60 -ErrorVariable errors).Count | Should -Be 1
        $errors | Should -BeNullOrEmpty
    }

    It 'waits without limit with -Timeout -1, and refuses less' {
        Start-ParallelFetch $scope.Url('text/a') -NoWait
        @(Wait-ParallelFetch -Timeout -1).Count | Should -Be 1
        Get-Thrown { Wait-ParallelFetch -Timeout -2 } | Get-ErrorId | Should -Be 'ParameterArgumentValidationError'
    }

    It 'writes one error for each fetch that failed' {
        $scope.Url('text/a'), 'ftp://x/', $server.Refused | Start-ParallelFetch -NoWait
        $results = @(Wait-ParallelFetch -ErrorAction SilentlyContinue -ErrorVariable errors)
        $results.Count | Should -Be 3
        ($errors | Get-ErrorId | Sort-Object) | Should -Be 'ConnectionFailed', 'InvalidUri'
        $errors[0].TargetObject | Should -BeOfType ParallelFetch.FetchResult
    }

    It 'loses only the failure itself with -ErrorAction Stop' {
        $scope.Url('gate/g'), 'ftp://x/' | Start-ParallelFetch -NoWait
        Get-Thrown { Wait-ParallelFetch -ErrorAction Stop } | Get-ErrorId | Should -Be 'InvalidUri'
        $scope.Total().aborted | Should -Be 0
        $scope.Release('g')
        (Wait-ParallelFetch).Content | Should -Be 'gate g'
    }

    It 'refuses what is no handle, and goes on' {
        $handle = Start-ParallelFetch $scope.Url('text/a') -NoWait -PassThru
        $results = @('nonsense', $handle | Wait-ParallelFetch -ErrorAction SilentlyContinue -ErrorVariable errors)
        $results.Content | Should -Be '/text/a'
        $errors[0] | Get-ErrorId | Should -Be 'InvalidInputObject'
        $errors[0].TargetObject | Should -Be 'nonsense'
    }

    It 'refuses the handle of another runspace' {
        $session = New-Session
        try {
            $foreign = Invoke-InSession { param($url) Start-ParallelFetch $url -NoWait -PassThru } $scope.Url('text/a') -Session $session
            $foreign | Wait-ParallelFetch -ErrorAction SilentlyContinue -ErrorVariable errors | Should -BeNullOrEmpty
            $errors[0] | Get-ErrorId | Should -Be 'ForeignHandle'
            $errors[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
            # Its own session still gets it.
            (Invoke-InSession { param($handle) $handle | Wait-ParallelFetch } $foreign -Session $session).Content | Should -Be '/text/a'
        }
        finally {
            $session.Dispose()
        }
    }

    It 'waits for what is started while it waits' {
        $results = @(
            Start-ParallelFetch $scope.Url('text/1') -NoWait
            Wait-ParallelFetch | ForEach-Object {
                $n = [int]($_.Content -replace '\D')
                if ($n -lt 10) { Start-ParallelFetch $scope.Url("text/$($n + 1)") -NoWait }
                $_
            }
        )
        $results.Content | Should -Be (1..10 | ForEach-Object { "/text/$_" })
    }

    It 'shows progress, and takes it away at the end' {
        $run = Start-Pipeline { param($url) Start-ParallelFetch $url -NoWait; Wait-ParallelFetch } $scope.Url('gate/g')
        Wait-Until { $run.Shell.Streams.Progress.Count -ge 1 }
        $run.Shell.Streams.Progress[0].Activity | Should -Be 'Waiting for background fetches'
        $scope.Release('g')
        Wait-Until { $run.Async.IsCompleted }
        $run.Shell.Streams.Progress[-1].RecordType | Should -Be 'Completed'
        $null = Complete-Pipeline $run
    }

    It 'gives what pyparallelcurl''s loop gave' {
        $run = Start-Pipeline {
            param($urls)
            foreach ($url in $urls) { Start-ParallelFetch $url -NoWait -Throttle 5 -Cookie @{ Url = $url } }
            Wait-ParallelFetch
        } (, @(1..100 | ForEach-Object { $scope.Url("search?q=$_&delay=1") }))
        $results = @(Complete-Pipeline $run)
        $results.Count | Should -Be 100
        foreach ($result in $results) {
            $result.Uri.OriginalString | Should -Be $result.Cookie.Url
        }

        $scope.Total().peak | Should -BeLessOrEqual 5
    }
}
