# The result object as a user meets it: its text, its view, its way through jobs and files.

BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'FetchResult' {
    BeforeEach {
        $scope = New-Scope $server
    }

    Context 'Content' {
        It 'keeps the bytes of a large body as they came' {
            $result = Start-ParallelFetch $scope.Url('bytes/20000000')
            $result.ContentBytes.Length | Should -Be 20000000
            $result.RawContentLength | Should -Be 20000000
        }

        It 'is empty for an empty body' {
            $result = Start-ParallelFetch $scope.Url('encoding/empty')
            $result.Content | Should -BeExactly ''
            $result.ContentBytes.Length | Should -Be 0
            $result.RawContentLength | Should -Be 0
        }
    }

    Context 'Json' {
        It 'is the content as an object' {
            $result = Start-ParallelFetch $scope.Url('echo?a=1')
            $result.Json.query | Should -Be '?a=1'
            $result.Json.method | Should -Be 'GET'
        }

        It 'is nothing without content' {
            (Start-ParallelFetch $scope.Url('status/204')).Json | Should -BeNullOrEmpty
        }
    }

    Context 'View' {
        BeforeEach {
            $urls = $scope.Url('bytes/2048'), $scope.Url('status/404'), 'ftp://example.com/x'
            $results = @($urls | Start-ParallelFetch -InOrder -ErrorAction SilentlyContinue)
            $previous = $PSStyle.OutputRendering
            $PSStyle.OutputRendering = 'PlainText'
        }

        AfterEach {
            $PSStyle.OutputRendering = $previous
        }

        It 'is a table of status, time, size and URL' {
            $lines = @(($results | Out-String -Width 120) -split '\r?\n' | Where-Object { $_.Trim() })
            $lines[0] | Should -Match '^Status\s+Time\s+Size\s+Uri\s*$'
            $lines[2] | Should -Match "^200 OK\s+[\d.,]+ m?s\s+2[.,]0 KiB\s+$([regex]::Escape($scope.Url('bytes/2048')))$"
            $lines[3] | Should -Match '^404 Not Found\s+[\d.,]+ m?s\s+10 B\s+http'
            $lines[4] | Should -Match '^InvalidUri\s+ftp://example\.com/x\s*$'
            $lines.Count | Should -Be 5
        }

        It 'is the same for results from another process' {
            $copies = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($results))
            ($copies | Out-String -Width 120) | Should -Be ($results | Out-String -Width 120)
        }

        It 'is a list with Format-List' {
            $text = $results[0] | Format-List | Out-String -Width 120
            $text | Should -Match '(?m)^StatusCode\s+: 200\r?$'
            $text | Should -Match '(?m)^IsSuccess\s+: True\r?$'
        }

        It 'converts to text for messages' {
            "$($results[0])" | Should -Be "200 OK $($scope.Url('bytes/2048'))"
            "$($results[2])" | Should -Be "InvalidUri 'ftp://example.com/x'"
        }
    }

    Context 'From another process' {
        BeforeAll {
            function Assert-Readable($Good, $Bad) {
                $Good.PSObject.TypeNames[0] | Should -Be 'Deserialized.ParallelFetch.FetchResult'
                "$($Good.Uri)" | Should -BeLike 'http://*/text/a'
                "$($Good.ResponseUri)" | Should -Be "$($Good.Uri)"
                $Good.StatusCode | Should -Be 200
                $Good.StatusDescription | Should -Be 'OK'
                $Good.IsSuccess | Should -BeTrue
                $Good.Content | Should -Be '/text/a'
                $Good.ContentBytes.Length | Should -Be 7
                $Good.ContentType | Should -Be 'text/plain; charset=utf-8'
                @($Good.Headers['Content-Length']) | Should -Be '7'
                $Good.Cookie.N | Should -Be 1
                "$($Good.HttpVersion)" | Should -Be '1.1'
                $Good.Elapsed | Should -BeOfType timespan
                "$($Good.Timing.Headers)" | Should -Match '^\d\d:'
                $Good.Error | Should -BeNullOrEmpty

                $Bad.Uri | Should -Be 'ftp://x/'
                $Bad.IsSuccess | Should -BeFalse
                $Bad.Error | Get-ErrorId | Should -Be 'InvalidUri'
                $Bad.Error.Exception.Message | Should -BeLike '*ftp://x/*'
                $Bad.Error.CategoryInfo.Category | Should -Be 'InvalidArgument'
                $Bad.Cookie.N | Should -Be 1
            }
        }

        It 'is readable after Export-Clixml and Import-Clixml' {
            $file = Join-Path $TestDrive 'results.xml'
            $scope.Url('text/a'), 'ftp://x/' | Start-ParallelFetch -InOrder -Cookie @{ N = 1 } -ErrorAction SilentlyContinue | Export-Clixml $file
            $results = @(Import-Clixml $file)
            $results.Count | Should -Be 2
            Assert-Readable $results[0] $results[1]
        }

        It 'is readable when it comes from a job' {
            $urls = $scope.Url('text/a'), 'ftp://x/'
            $job = Start-Job {
                Import-Module $using:ManifestPath
                $using:urls | Start-ParallelFetch -InOrder -Cookie @{ N = 1 } -ErrorAction SilentlyContinue
            }
            $results = @($job | Receive-Job -Wait -AutoRemoveJob)
            $results.Count | Should -Be 2
            Assert-Readable $results[0] $results[1]
        }

        It 'makes a file of moderate size' {
            $result = Start-ParallelFetch $scope.Url('bytes/1000?type=text/plain')
            [System.Management.Automation.PSSerializer]::Serialize($result).Length | Should -BeLessThan 20000
        }

        It 'works in a thread job' {
            $url = $scope.Url('text/a')
            $job = Start-ThreadJob {
                Import-Module $using:ManifestPath
                Start-ParallelFetch $using:url
            }
            (Receive-Job $job -Wait -AutoRemoveJob).Content | Should -Be '/text/a'
        }

        It 'works in ForEach-Object -Parallel' {
            $results = @(1..3 | ForEach-Object { $scope.Url("text/$_") } | ForEach-Object -Parallel {
                    Import-Module $using:ManifestPath
                    Start-ParallelFetch $_
                })
            ($results.Content | Sort-Object) | Should -Be '/text/1', '/text/2', '/text/3'
        }
    }
}
