BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'Measure-ParallelFetch' {
    BeforeEach {
        $scope = New-Scope $server
        $urls = @(1..5 | ForEach-Object { $scope.Url("text/$_") }) + $scope.Url('status/404') + 'ftp://example.com/'
    }

    Context 'Summary' {
        It 'sums a batch up' {
            $summary = $urls | Start-ParallelFetch -ErrorAction SilentlyContinue | Measure-ParallelFetch
            $summary | Should -BeOfType ParallelFetch.FetchSummary
            $summary.Count | Should -Be 7
            $summary.Succeeded | Should -Be 5
            $summary.Failed | Should -Be 2
            $summary.ByStatus[404] | Should -Be 1
            $summary.ByError.InvalidUri | Should -Be 1
            $summary.ByHost.Count | Should -Be 2
            $summary.Requests | Should -Be $scope.Total().requests
        }

        It 'measures results of a job and of a file like those of the session' {
            $job = Start-Job {
                Import-Module $using:ManifestPath
                $using:urls | Start-ParallelFetch -ErrorAction SilentlyContinue
            }
            $fromJob = @($job | Wait-Job | Receive-Job)
            $job | Remove-Job
            $file = Join-Path $TestDrive results.xml
            $fromJob | Export-Clixml $file

            foreach ($results in $fromJob, (Import-Clixml $file)) {
                $summary = $results | Measure-ParallelFetch -ErrorAction Stop
                $summary.Count | Should -Be 7
                $summary.Failed | Should -Be 2
                $summary.Requests | Should -Be 6
                $summary.P99 | Should -BeGreaterThan ([timespan]::Zero)
                $summary.ByComputer.ComputerName | Should -Be 'localhost'
            }
        }

        It 'names what is no result' {
            $problem = Get-Thrown { Get-Item $TestDrive | Measure-ParallelFetch -ErrorAction Stop }
            $problem | Get-ErrorId | Should -Be 'InvalidInputObject'
            $problem.Exception.Message | Should -BeLike "*$TestDrive*"
        }

        It 'says what to do with a selection of properties' {
            $problem = Get-Thrown { Start-ParallelFetch $urls[0] | Select-Object Uri, StatusCode | Measure-ParallelFetch -ErrorAction Stop }
            $problem.Exception.Message | Should -BeLike '*not a selection of their properties*'
        }
    }

    Context '-SummaryVariable' {
        It 'lets results through' {
            $results = @($urls | Start-ParallelFetch -ErrorAction SilentlyContinue | Measure-ParallelFetch -SummaryVariable summary)
            $results.Count | Should -Be 7
            $results[0] | Should -BeOfType ParallelFetch.FetchResult
            $summary.Count | Should -Be 7
        }

        It 'has what came when the rest was not wanted' {
            $first = @(1..50 | ForEach-Object { $scope.Url("text/$_") } | Start-ParallelFetch -InOrder | Measure-ParallelFetch -SummaryVariable summary | Select-Object -First 4)
            $first.Count | Should -Be 4
            $summary.Count | Should -Be 4
        }
    }

    Context 'View' {
        It 'is text of at most 80 columns without escape sequences: <_>' -ForEach 'PlainText', 'Host', 'Ansi' {
            $previous = $PSStyle.OutputRendering
            $PSStyle.OutputRendering = $_
            try {
                $text = $urls | Start-ParallelFetch -ErrorAction SilentlyContinue | Measure-ParallelFetch | Out-String
            }
            finally {
                $PSStyle.OutputRendering = $previous
            }

            $text | Should -Not -Match '\x1b'
            $lines = $text -split '\r?\n'
            $lines | Where-Object Length -GT 80 | Should -BeNullOrEmpty
            $lines | Where-Object { $_ -match '^Results    7: 5 succeeded, 2 failed, 0 skipped$' } | Should -HaveCount 1
            $lines | Where-Object { $_ -match '^ *≤ .+ █+ \d$' } | Should -Not -BeNullOrEmpty
        }
    }

    Context '-HtmlPath' {
        It 'writes a page beside the summary: <Case>' -ForEach @(
            @{ Case = 'a drive of PowerShell'; Path = 'TestDrive:\report 1.html'; File = 'report 1.html' }
            @{ Case = 'a relative path'; Path = './report2.html'; File = 'report2.html' }
            @{ Case = 'wildcards'; Path = 'TestDrive:\[a]*.html'.Replace('*', '+'); File = '[a]+.html' }
        ) {
            Push-Location $TestDrive
            try {
                $summary = $urls | Start-ParallelFetch -ErrorAction SilentlyContinue | Measure-ParallelFetch -HtmlPath $Path
            }
            finally {
                Pop-Location
            }

            $summary.Count | Should -Be 7
            $html = Get-Content -LiteralPath (Join-Path $TestDrive $File) -Raw
            $html | Should -BeLike '<!DOCTYPE html>*<title>ParallelFetch report, *7*</html>*'
        }

        It 'takes ~ for the home of the file system' {
            $name = "ParallelFetch-$([guid]::NewGuid()).html"
            try {
                $null = Start-ParallelFetch $urls[0] | Measure-ParallelFetch -HtmlPath "~/$name"
                Join-Path (Get-PSProvider FileSystem).Home $name | Should -Exist
            }
            finally {
                Remove-Item (Join-Path (Get-PSProvider FileSystem).Home $name) -ErrorAction Ignore
            }
        }

        It 'refuses what is not of the file system: <_>' -ForEach 'Env:report', 'Function:report' {
            $problem = Get-Thrown { $urls | Start-ParallelFetch | Measure-ParallelFetch -HtmlPath $_ }
            $problem | Get-ErrorId | Should -Be 'InvalidHtmlPath'
            $scope.Total().requests | Should -Be 0
        }

        It 'heeds $WhatIfPreference' {
            $WhatIfPreference = $true
            $summary = Start-ParallelFetch $urls[0] | Measure-ParallelFetch -HtmlPath TestDrive:\whatif.html
            $WhatIfPreference = $false
            $summary.Count | Should -Be 1
            'TestDrive:\whatif.html' | Should -Not -Exist
        }
    }
}
