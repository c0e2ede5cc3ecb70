BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'Start-ParallelFetch in the background, and its cookies' {
    BeforeEach {
        $scope = New-Scope $server
    }

    Context 'Cookies' {
        It 'gives back the same instance' {
            $cookie = @{ Key = 'value' }
            $results = @(1..5 | ForEach-Object { $scope.Url("text/$_") } | Start-ParallelFetch -Cookie $cookie)
            $results.Count | Should -Be 5
            foreach ($result in $results) {
                [object]::ReferenceEquals($result.Cookie, $cookie) | Should -BeTrue
            }
        }

        It 'gives it back with a failure as well' {
            $cookie = @{ Key = 'value' }
            $results = @('ftp://x/', $server.Refused | Start-ParallelFetch -Cookie $cookie -ErrorAction SilentlyContinue)
            $results.Count | Should -Be 2
            foreach ($result in $results) {
                [object]::ReferenceEquals($result.Cookie, $cookie) | Should -BeTrue
            }
        }

        It 'takes one per URL by property name' {
            $jobs = 1..5 | ForEach-Object { [pscustomobject]@{ Uri = $scope.Url("text/$_"); Cookie = @{ N = $_ } } }
            $results = @($jobs | Start-ParallelFetch)
            foreach ($result in $results) {
                $result.Content | Should -Be "/text/$($result.Cookie.N)"
            }

            ($results.Cookie.N | Sort-Object) | Should -Be (1..5)
        }

        It 'takes a script block for each URL' {
            $rows = 1..5 | ForEach-Object { [pscustomobject]@{ Id = $_; Url = $scope.Url("text/$_") } }
            $results = @($rows | Start-ParallelFetch -Cookie { @{ Row = $_.Id } })
            foreach ($result in $results) {
                $result.Content | Should -Be "/text/$($result.Cookie.Row)"
            }

            $results.Count | Should -Be 5
        }

        It 'takes a script block for plain strings' {
            $results = @(1..5 | ForEach-Object { $scope.Url("text/$_") } | Start-ParallelFetch -Cookie { @{ Source = $_ } })
            foreach ($result in $results) {
                $result.Cookie.Source | Should -Be $result.Uri.OriginalString
            }
        }

        It 'knows it as -<Name>' -ForEach @{ Name = 'Tag' }, @{ Name = 'State' } {
            $parameters = @{ $Name = @{ A = 1 } }
            (Start-ParallelFetch $scope.Url('text/a') @parameters).Cookie.A | Should -Be 1
        }

        It 'makes a hashtable of <Kind>' -ForEach @(
            @{ Kind = 'an ordered dictionary'; Make = { [ordered]@{ A = 1 } } }
            @{ Kind = 'a generic dictionary'; Make = { $d = [System.Collections.Generic.Dictionary[string, int]]::new(); $d['A'] = 1; $d } }
            @{ Kind = 'an object'; Make = { '{"A":1}' | ConvertFrom-Json } }
        ) {
            $result = Start-ParallelFetch $scope.Url('text/a') -Cookie (& $Make)
            $result.Cookie | Should -BeOfType hashtable
            $result.Cookie.A | Should -Be 1
        }
    }

    Context '-NoWait' {
        AfterEach {
            Stop-ParallelFetch -Confirm:$false
            $null = Wait-ParallelFetch -ErrorAction SilentlyContinue
        }

        It 'emits nothing and returns while the fetches run' {
            1..3 | ForEach-Object { Start-ParallelFetch $scope.Url('gate/g') -NoWait } | Should -BeNullOrEmpty
            $scope.WaitForGate('g', 3)
            $scope.Release('g')
            @(Wait-ParallelFetch).Content | Should -Be 'gate g', 'gate g', 'gate g'
        }

        It 'emits a handle for each URL with -PassThru' {
            $cookie = @{ N = 1 }
            $handles = @($scope.Url('gate/g'), $scope.Url('gate/g') | Start-ParallelFetch -NoWait -PassThru -Cookie $cookie)
            $handles.Count | Should -Be 2
            $handles[0] | Should -BeOfType ParallelFetch.FetchHandle
            $handles[0].State | Should -Be 'Running'
            $handles[0].Uri | Should -Be ([uri]$scope.Url('gate/g'))
            [object]::ReferenceEquals($handles[1].Cookie, $cookie) | Should -BeTrue
            $handles[1].Id | Should -Be ($handles[0].Id + 1)
        }

        It 'blocks while the limit is reached' {
            $run = Start-Pipeline {
                param($url)
                Set-ParallelFetchLimit 2
                1..3 | ForEach-Object { Start-ParallelFetch $url -NoWait }
                'returned'
                @(Wait-ParallelFetch).Count
            } $scope.Url('gate/g')
            $scope.WaitForGate('g', 2)
            $run.Output.Count | Should -Be 0
            $scope.Release('g', 1)
            Wait-Until { $run.Output.Count -gt 0 }
            $run.Output[0] | Should -Be 'returned'
            $scope.WaitForGate('g', 2)
            $scope.Release('g')
            Complete-Pipeline $run | Should -Be 'returned', 3
            $scope.Total().peak | Should -Be 2
        }

        It 'keeps the limit over many calls' {
            $run = Start-Pipeline {
                param($url)
                foreach ($i in 1..40) { Start-ParallelFetch $url -NoWait -Throttle 7 }
                @(Wait-ParallelFetch).Count
            } $scope.Url('gate/g')
            $scope.WaitForGate('g', 7)
            $scope.Release('g')
            Complete-Pipeline $run | Should -Be 40
            $scope.Total().peak | Should -Be 7
        }

        It 'has failed at once for a malformed URL, and writes no error before somebody collects' {
            $handle = 'ftp://x/' | Start-ParallelFetch -NoWait -PassThru -ErrorVariable errors
            $handle.State | Should -Be 'Failed'
            $errors | Should -BeNullOrEmpty
            $result = $handle | Wait-ParallelFetch -ErrorAction SilentlyContinue -ErrorVariable errors
            $result.Error | Get-ErrorId | Should -Be 'InvalidUri'
            @($errors).Count | Should -Be 1
        }

        It 'cannot be combined with -InOrder' {
            Get-Thrown { Start-ParallelFetch $scope.Url('text/a') -NoWait -InOrder } | Get-ErrorId | Should -Be 'AmbiguousParameterSet'
        }

        It 'runs beside a streaming call' {
            Start-ParallelFetch $scope.Url('gate/g') -NoWait
            (Start-ParallelFetch $scope.Url('text/a')).Content | Should -Be '/text/a'
            $scope.Release('g')
            (Wait-ParallelFetch).Content | Should -Be 'gate g'
        }
    }
}
