# What -Verbose, -Debug and -InformationAction tell, and that they tell no secrets.

BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'Streams of Start-ParallelFetch' {
    BeforeEach {
        $scope = New-Scope $server
    }

    Context '-Verbose' {
        It 'names the cause of a failure' {
            $lines = Start-ParallelFetch $server.Refused -Verbose -ErrorAction SilentlyContinue 4>&1
            $lines[0].Message | Should -Match '^GET http://\S+ → ConnectionFailed \(.+\), [\d.]+ m?s \(#1\)$'
        }
    }

    Context '-Debug' {
        It 'shows the headers of both ways, with masks' {
            $records = @(Start-ParallelFetch $scope.Url('cookies/set?sid=s3cret') -Headers @{ 'X-Api-Key' = 's3cret'; 'X-Mine' = 'seen' } -Debug 5>&1 |
                    Where-Object { $_ -is [System.Management.Automation.DebugRecord] })
            $records.Count | Should -Be 2
            $records[0].Message | Should -Match '(?m)^> X-Api-Key: \*\*\*\r?$'
            $records[0].Message | Should -Match '(?m)^> X-Mine: seen\r?$'
            $records[1].Message | Should -Match '(?m)^< Set-Cookie: \*\*\*\r?$'
            "$records" | Should -Not -Match 's3cret'
        }
    }

    Context 'Information' {
        It 'is silent by itself' {
            $output = Start-ParallelFetch $scope.Url('text/1')
            @($output).Count | Should -Be 1
        }

        It 'tells begin and end to who asks' {
            $null = Start-ParallelFetch $scope.Url('text/1'), $scope.Url('text/2') -Throttle 4 -InformationVariable events
            $events.Count | Should -Be 2
            $events[0].Tags | Should -Be 'ParallelFetch', 'Start'
            "$($events[0])" | Should -Be 'Start-ParallelFetch begins: 2 URLs, at most 4 at once.'
            $events[1].Tags | Should -Be 'ParallelFetch', 'End'
            "$($events[1])" | Should -BeLike 'Start-ParallelFetch has ended: 2 done, 0 failed, 14 B in *'
            $events[1].MessageData.Completed | Should -Be 2
        }

        It 'goes through 6>&1 beside the results' {
            @(Start-ParallelFetch $scope.Url('text/1') 6>&1).Count | Should -Be 3
        }
    }

    Context 'In a job' {
        It 'is kept by -AsJob' {
            $job = Start-ParallelFetch $scope.Url('text/1?key=s3cret') -AsJob -Verbose -Debug
            $null = $job | Wait-Job -Timeout $PatienceSeconds
            @($job.Verbose).Message | Should -BeLike 'GET * → 200 OK, *'
            @($job.Debug).Count | Should -Be 2
            "$($job.Verbose)$($job.Debug)" | Should -Not -Match 's3cret'
            $job | Remove-Job -Force
        }

        It 'arrives through Start-Job' {
            $url = $scope.Url('text/1?key=s3cret')
            $job = Start-Job -ScriptBlock {
                $env:NO_PROXY = '127.0.0.1'
                Import-Module $using:ManifestPath
                Start-ParallelFetch $using:url -Verbose -Debug
            }
            $null = $job | Wait-Job -Timeout $PatienceSeconds
            $child = $job.ChildJobs[0]
            @($child.Verbose | Where-Object Message -Like 'GET *').Count | Should -Be 1
            @($child.Debug).Count | Should -Be 2
            "$($child.Information[-1].MessageData)" | Should -BeLike 'Start-ParallelFetch has ended: 1 done, 0 failed, *'
            "$($child.Verbose)$($child.Debug)" | Should -Not -Match 's3cret'
            $job | Remove-Job -Force
        }
    }
}
