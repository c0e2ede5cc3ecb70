BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'Start-ParallelFetch' {
    BeforeEach {
        $scope = New-Scope $server
    }

    Context 'URLs in, results out' {
        It 'fetches every line of a file' {
            $file = Join-Path $TestDrive 'urls.txt'
            1..100 | ForEach-Object { $scope.Url("text/$_") } | Set-Content $file

            $results = @(Get-Content $file | Start-ParallelFetch -Throttle 20)

            $results.Count | Should -Be 100
            ($results.Content | Sort-Object) | Should -Be (1..100 | ForEach-Object { "/text/$_" } | Sort-Object)
            ($results.IsSuccess | Sort-Object -Unique) | Should -Be $true
            $scope.Total().requests | Should -Be 100
        }

        It 'gives one result for each URL, repeated ones too' {
            $results = @(@($scope.Url('text/same')) * 7 | Start-ParallelFetch)
            $results.Count | Should -Be 7
            $scope.Total().requests | Should -Be 7
        }

        It 'takes an array as argument' {
            @(Start-ParallelFetch $scope.Url('text/a'), $scope.Url('text/b')).Count | Should -Be 2
            @(Start-ParallelFetch -Uri $scope.Url('text/a'), $scope.Url('text/b')).Count | Should -Be 2
        }

        It 'takes Uri objects' {
            $uri = [uri]$scope.Url('text/a')
            ($uri | Start-ParallelFetch).Content | Should -Be '/text/a'
            (Start-ParallelFetch $uri).Uri | Should -Be $uri
        }

        It 'takes nested and mixed lists' {
            $list = [System.Collections.Generic.List[object]]@($scope.Url('text/a'), [uri]$scope.Url('text/b'))
            @(Start-ParallelFetch $list).Count | Should -Be 2
        }

        It 'puts http:// before a bare host' {
            $result = Start-ParallelFetch ($scope.Url('text/a') -replace '^http://')
            $result.StatusCode | Should -Be 200
            $result.ResponseUri.Scheme | Should -Be 'http'
        }

        It 'is Invoke-ParallelFetch too' {
            (Invoke-ParallelFetch $scope.Url('text/a')).Content | Should -Be '/text/a'
        }

        It 'emits FetchResult objects with what the response told' {
            $result = Start-ParallelFetch $scope.Url('redirect/1')
            $result | Should -BeOfType ParallelFetch.FetchResult
            $result.Uri | Should -Be ([uri]$scope.Url('redirect/1'))
            $result.ResponseUri | Should -Be ([uri]$scope.Url('echo'))
            $result.StatusCode | Should -Be 200
            $result.StatusCode | Should -BeOfType int
            $result.StatusDescription | Should -Be 'OK'
            $result.ContentBytes.Length | Should -Be $result.RawContentLength
            $result.ContentType | Should -Be 'application/json; charset=utf-8'
            @($result.Headers['content-type']) | Should -Be $result.ContentType
            $result.Attempts | Should -Be 1
            $result.Redirects | Should -Be 1
            $result.HttpVersion | Should -Be ([version]'1.1')
            $result.StartTime | Should -BeOfType System.DateTimeOffset
            $result.Elapsed | Should -BeGreaterThan ([timespan]::Zero)
            $result.Timing.Headers | Should -BeLessOrEqual $result.Elapsed
            $result.Encoding.WebName | Should -Be 'utf-8'
            $result.OutFile | Should -BeNullOrEmpty
            $result.Error | Should -BeNullOrEmpty
            $result.Cookie | Should -BeNullOrEmpty
        }

        It 'does nothing for an empty list' {
            @() | Start-ParallelFetch | Should -BeNullOrEmpty
            Start-ParallelFetch -Uri @() | Should -BeNullOrEmpty
        }

        It 'skips blank lines and comments, and says so when verbose' {
            $lines = '', '   ', '# a comment', '  # another', $scope.Url('text/a'), "`t"
            $output = $lines | Start-ParallelFetch -Verbose 4>&1
            @($output | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] -and $_.Message -like '*skip*' }).Count |
                Should -Be 5
            @($output | Where-Object { $_ -is [ParallelFetch.FetchResult] }).Count | Should -Be 1
            $scope.Total().requests | Should -Be 1
        }

        It 'keeps the white space around a URL out of the request' {
            ("  $($scope.Url('text/a'))  " | Start-ParallelFetch).Content | Should -Be '/text/a'
        }

        It 'takes its defaults from $PSDefaultParameterValues' {
            $PSDefaultParameterValues = @{ 'Start-ParallelFetch:UserAgent' = 'from-defaults' }
            (Start-ParallelFetch $scope.Url('echo')).Json.headers.'User-Agent' | Should -Be 'from-defaults'
        }

        It 'takes splatted parameters' {
            $parameters = @{ Throttle = 3; UserAgent = 'splat'; Cookie = @{ N = 1 } }
            $result = $scope.Url('echo') | Start-ParallelFetch @parameters
            $result.Json.headers.'User-Agent' | Should -Be 'splat'
            $result.Cookie.N | Should -Be 1
        }
    }

    Context 'The limit' {
        It 'keeps exactly -Throttle requests on the wire, never one more' {
            $run = Start-Pipeline { param($url) @($url) * 60 | Start-ParallelFetch -Throttle 20 } $scope.Url('gate/g')
            $scope.WaitForGate('g', 20)
            foreach ($i in 1..15) {
                $scope.Release('g', 1)
                $scope.WaitUntil({ $_.requests -ge 20 + $i })
                $scope.WaitForGate('g', 20)
            }

            $scope.Total().concurrent | Should -Be 20
            $scope.Release('g')
            @(Complete-Pipeline $run).Count | Should -Be 60
            $scope.Total().peak | Should -Be 20
        }

        It 'holds 10 requests unless told otherwise' {
            $run = Start-Pipeline { param($url) @($url) * 30 | Start-ParallelFetch } $scope.Url('gate/g')
            $scope.WaitForGate('g', 10)
            $scope.Release('g')
            @(Complete-Pipeline $run).Count | Should -Be 30
            $scope.Total().peak | Should -Be 10
        }

        It 'goes one by one with -Throttle 1' {
            $null = 1..20 | ForEach-Object { $scope.Url("text/$_") } | Start-ParallelFetch -Throttle 1
            $scope.Total().peak | Should -Be 1
            $scope.Total().connections | Should -Be 1
        }

        It 'has no limit with -Throttle 0' {
            $run = Start-Pipeline { param($url) @($url) * 150 | Start-ParallelFetch -Throttle 0 } $scope.Url('gate/g')
            $scope.WaitForGate('g', 150)
            $scope.Release('g')
            @(Complete-Pipeline $run).Count | Should -Be 150
        }

        It 'knows -ThrottleLimit as well' {
            $run = Start-Pipeline { param($url) @($url) * 9 | Start-ParallelFetch -ThrottleLimit 3 } $scope.Url('gate/g')
            $scope.WaitForGate('g', 3)
            $scope.Release('g')
            $null = Complete-Pipeline $run
            $scope.Total().peak | Should -Be 3
        }

        It 'gives the session its own limit back' {
            $null = Start-ParallelFetch $scope.Url('text/a') -Throttle 3
            (Get-ParallelFetchLimit).Throttle | Should -Be 10
        }

        It 'refuses a negative limit' {
            $thrown = Get-Thrown { $scope.Url('text/a') | Start-ParallelFetch -Throttle -1 }
            $thrown | Get-ErrorId | Should -Be 'ParameterArgumentValidationError'
            $scope.Total().requests | Should -Be 0
        }

        It 'keeps connections from call to call' {
            Invoke-InSession {
                param($urls)
                1..4 | ForEach-Object { $null = $urls | Start-ParallelFetch -Throttle 5 }
            } (, @(1..50 | ForEach-Object { $scope.Url("text/$_") }))
            $scope.Total().requests | Should -Be 200
            $scope.Total().connections | Should -BeLessOrEqual 5
        }

        It 'shares the session''s connections with background fetches' {
            $urls = @(1..20 | ForEach-Object { $scope.Url("text/$_") })
            Invoke-InSession {
                param($urls)
                $null = $urls | Start-ParallelFetch -Throttle 2
                Set-ParallelFetchLimit 2
                $urls | Start-ParallelFetch -NoWait
                $null = Wait-ParallelFetch
            } (, $urls)
            $scope.Total().connections | Should -BeLessOrEqual 2
        }
    }

    Context 'Order' {
        It 'emits in order of completion' {
            $run = Start-Pipeline { param($urls) $urls | Start-ParallelFetch } (, @($scope.Url('gate/first'), $scope.Url('text/second')))
            Wait-Until { $run.Output.Count -eq 1 }
            $run.Output[0].Content | Should -Be '/text/second'
            $scope.Release('first')
            @(Complete-Pipeline $run).Content | Should -Be '/text/second', 'gate first'
        }

        It 'emits in order of input with -InOrder' {
            $urls = @($scope.Url('gate/first')) + (1..20 | ForEach-Object { $scope.Url("text/$_") })
            $run = Start-Pipeline { param($urls) $urls | Start-ParallelFetch -InOrder } (, $urls)
            $scope.WaitUntil({ $_.requests -eq 21 -and $_.concurrent -eq 1 })
            $run.Output.Count | Should -Be 0
            $scope.Release('first')
            @(Complete-Pipeline $run).Content | Should -Be (@('gate first') + (1..20 | ForEach-Object { "/text/$_" }))
        }

        It 'keeps failures in their place with -InOrder' {
            $urls = $scope.Url('text/1'), 'ftp://x/', $server.Refused, $scope.Url('text/4')
            $results = @($urls | Start-ParallelFetch -InOrder -ErrorAction SilentlyContinue)
            @($results | ForEach-Object { "$($_.Uri)" }).TrimEnd('/') | Should -Be $urls.TrimEnd('/')
        }

        It 'does not read the input without end while -InOrder waits for the first' {
            $run = Start-Pipeline {
                param($first, $next)
                $count = [ref]0
                & { $first; while ($true) { $count.Value++; $next } } | Start-ParallelFetch -InOrder -Throttle 4 | Select-Object -First 1
                $count.Value
            } $scope.Url('gate/first'), $scope.Url('text/x')
            $scope.WaitUntil({ $_.requests -gt 200 })
            $scope.Release('first')
            $output = @(Complete-Pipeline $run)
            $output[0].Content | Should -Be 'gate first'
            $output[1] | Should -BeLessThan 5000
        }
    }
}
