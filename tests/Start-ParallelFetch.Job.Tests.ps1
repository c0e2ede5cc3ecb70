BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'Start-ParallelFetch -AsJob' {
    BeforeEach {
        $scope = New-Scope $server
    }

    AfterEach {
        Get-Job | Remove-Job -Force
    }

    Context 'What comes out' {
        It 'is one job, with one result for each URL in it' {
            $cookie = @{ Key = 'value' }
            $job = 1..30 | ForEach-Object { $scope.Url("text/$_") } | Start-ParallelFetch -AsJob -Cookie $cookie
            @($job).Count | Should -Be 1
            $job | Should -BeOfType System.Management.Automation.Job
            ($job | Wait-Job).State | Should -Be 'Completed'
            $results = @($job | Receive-Job)
            ($results.Content | Sort-Object) | Should -Be (1..30 | ForEach-Object { "/text/$_" } | Sort-Object)
            foreach ($result in $results) {
                [object]::ReferenceEquals($result.Cookie, $cookie) | Should -BeTrue
            }
        }

        It 'is shown as other jobs are' {
            $job = $scope.Url('text/a'), 'ftp://x/' | Start-ParallelFetch -AsJob -JobName pages
            $null = $job | Wait-Job
            (Get-Job -Name pages).Id | Should -Be $job.Id
            $job.StatusMessage | Should -Be '2 of 2 done, 1 failed'
            $job.Command | Should -BeLike 'Start-ParallelFetch -AsJob*'
            $line = Get-Job | Format-Table | Out-String -Width 120
            $line | Should -Match 'pages +ParallelFetch +Completed +True +PowerShell'
        }

        It 'keeps the id and the result of an error' {
            $job = $server.Refused, 'ftp://x/', $scope.Url('text/a') | Start-ParallelFetch -AsJob
            ($job | Wait-Job).State | Should -Be 'Completed'
            $results = $job | Receive-Job -ErrorAction SilentlyContinue -ErrorVariable errors
            ($errors.FullyQualifiedErrorId | Sort-Object) | Should -Be @(
                'ConnectionFailed,ParallelFetch.Commands.StartParallelFetchCommand'
                'InvalidUri,ParallelFetch.Commands.StartParallelFetchCommand')
            foreach ($record in $errors) {
                $results | Should -Contain $record.TargetObject
                [object]::ReferenceEquals($record.TargetObject.Error, $record) | Should -BeTrue
            }
        }

        It 'shows errors with the name of the cmdlet and the URL' {
            $shown = 'ftp://x/' | Start-ParallelFetch -AsJob | Receive-Job -Wait -ErrorAction Continue 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | Out-String
            $shown | Should -Match 'Start-ParallelFetch.*ftp://x/'
        }

        It 'stops at an error where Receive-Job is told to' {
            $thrown = Get-Thrown { 'ftp://x/' | Start-ParallelFetch -AsJob | Receive-Job -Wait -ErrorAction Stop }
            $thrown | Get-ErrorId | Should -Be 'InvalidUri'
        }

        It 'binds what describes one URL while the pipeline runs' {
            $rows = 1..5 | ForEach-Object { [pscustomobject]@{ Id = $_; Url = $scope.Url("text/$_") } }
            $results = $rows | Start-ParallelFetch -AsJob -Cookie { @{ Row = $_.Id } } | Receive-Job -Wait -AutoRemoveJob
            ($results.Cookie.Row | Sort-Object) | Should -Be (1..5)
            foreach ($result in $results) {
                $result.Content | Should -Be "/text/$($result.Cookie.Row)"
            }
        }
    }

    Context 'Receive-Job' {
        It 'gives results while the job runs, and keeps them with -Keep' {
            $job = $scope.Url('text/a'), $scope.Url('gate/g') | Start-ParallelFetch -AsJob
            Wait-Until { $job.Output.Count -eq 1 }
            (Receive-Job $job -Keep).Content | Should -Be '/text/a'
            (Receive-Job $job).Content | Should -Be '/text/a'
            Receive-Job $job | Should -BeNullOrEmpty
            $job.State | Should -Be 'Running'
            $scope.Release('g')
            (Receive-Job $job -Wait).Content | Should -Be 'gate g'
            $job.HasMoreData | Should -BeFalse
        }

        It 'streams with -Wait, and removes the job with -AutoRemoveJob' {
            $results = 1..40 | ForEach-Object { $scope.Url("delay/5?$_") } | Start-ParallelFetch -AsJob -Throttle 4 |
                Receive-Job -Wait -AutoRemoveJob
            $results.Count | Should -Be 40
            $scope.Total().peak | Should -BeLessOrEqual 4
            Get-Job | Should -BeNullOrEmpty
        }
    }

    Context 'Several at once' {
        It 'keeps two jobs and a streaming call apart, under one limit' {
            $one, $two = 'a', 'b' | ForEach-Object {
                $name = $_
                1..8 | ForEach-Object { $scope.Url("gate/g?$name$_") } | Start-ParallelFetch -AsJob
            }
            $scope.WaitForGate('g', 10)
            $scope.Release('g')
            @(Start-ParallelFetch $scope.Url('text/a')).Count | Should -Be 1
            $null = $one, $two | Wait-Job
            ($one | Receive-Job).Uri.Query | Should -HaveCount 8
            ($two | Receive-Job).Uri.Query | Should -Match '^\?b'
            $scope.Total().peak | Should -Be 10
        }

        It 'cannot be combined with -NoWait' {
            Get-Thrown { Start-ParallelFetch $scope.Url('text/a') -NoWait -AsJob } | Get-ErrorId | Should -Be 'AmbiguousParameterSet'
        }
    }

    Context '-Checkpoint' {
        It 'does not note what is only in memory, and says so' {
            $file = Join-Path $TestDrive 'memory.log'
            $job = $scope.Url('text/a') | Start-ParallelFetch -AsJob -Checkpoint $file | Wait-Job
            $job.Warning | Should -Match 'a job notes only files'
            $job | Remove-Job
            (Start-ParallelFetch $scope.Url('text/a') -Checkpoint $file).Content | Should -Be '/text/a'
        }

        It 'ends the job with the reason when the file can no longer be written to' -Skip:(-not $IsLinux) {
            # A limit on the size of files stands for a full disk. Without the first variable, the runtime itself needs a larger one.
            $file = Join-Path $TestDrive 'full.log'
            $script = Join-Path $TestDrive 'full.ps1'
            Set-Content $script @"
Import-Module '$ManifestPath'
`$job = 1..20000 | ForEach-Object { '$($scope.Url('text/'))' + `$_ } | Start-ParallelFetch -AsJob -Checkpoint '$file' -OutFile { '$TestDrive/full/' + (Split-Path `$_ -Leaf) }
`$null = `$job | Wait-Job
`$null = Receive-Job `$job -ErrorAction SilentlyContinue -ErrorVariable errors
`$job.State, `$errors[-1].FullyQualifiedErrorId, `$job.JobStateInfo.Reason.Message
"@
            $run = 'export DOTNET_EnableWriteXorExecute=0 DOTNET_EnableDiagnostics=0; ulimit -f 8; trap "" XFSZ; exec "$@"'
            $pwsh = Get-PowerShellProgram
            $arguments = @($pwsh.Path) + $pwsh.Arguments + '-NoProfile', '-File', $script
            $state, $id, $reason = sh -c $run sh @arguments
            $state | Should -Be 'Failed'
            $id | Should -Be 'CheckpointFailed,ParallelFetch.Commands.StartParallelFetchCommand'
            $reason | Should -Match ([regex]::Escape($file))
            $scope.Total().requests | Should -BeLessThan 20000
        }
    }

    Context 'Its end' {
        It 'is Stop-Job, and what has come stays' {
            $job = @($scope.Url('text/a')) + @($scope.Url('gate/g')) * 500 | Start-ParallelFetch -AsJob -Throttle 20
            $scope.WaitForGate('g', 20)
            Stop-Job $job
            $job.State | Should -Be 'Stopped'
            $scope.WaitUntil({ $_.concurrent -eq 0 -and $_.aborted -eq 20 })
            @(Receive-Job $job -ErrorVariable errors).Content | Should -Be '/text/a'
            $errors | Should -BeNullOrEmpty
            $scope.Total().requests | Should -Be 21
        }

        It 'is the end of its runspace' {
            $session = New-Session
            $job = Invoke-InSession {
                param($url)
                @($url) * 50 | Start-ParallelFetch -AsJob -Throttle 5
            } $scope.Url('gate/g') -Session $session
            $scope.WaitForGate('g', 5)
            $session.Dispose()
            Wait-Until { $job.State -eq 'Stopped' }
            $scope.WaitUntil({ $_.concurrent -eq 0 -and $_.aborted -eq 5 -and $_.openConnections -eq 0 })
        }

        It 'is Remove-Module' {
            $session = New-Session
            $job = Invoke-InSession {
                param($url)
                @($url) * 50 | Start-ParallelFetch -AsJob -Throttle 5
            } $scope.Url('gate/g') -Session $session
            $scope.WaitForGate('g', 5)
            Invoke-InSession { Remove-Module ParallelFetch; (Get-Job | Wait-Job).State } -Session $session | Should -Be 'Stopped'
            $scope.WaitUntil({ $_.concurrent -eq 0 -and $_.aborted -eq 5 -and $_.openConnections -eq 0 })
            $job.State | Should -Be 'Stopped'
            $session.Dispose()
        }

        It 'is the end of the process, which does not wait for it' {
            $pwsh = Get-PowerShellProgram
            $start = [System.Diagnostics.ProcessStartInfo]::new($pwsh.Path)
            $pwsh.Arguments + '-NoProfile', '-Command', "Import-Module '$ManifestPath'; `$null = Start-ParallelFetch '$($scope.Url('gate/g'))' -AsJob; [Console]::In.ReadLine()" |
                ForEach-Object { $start.ArgumentList.Add($_) }
            $start.RedirectStandardInput = $true
            $process = [System.Diagnostics.Process]::Start($start)
            try {
                $scope.WaitForGate('g', 1)
                $process.StandardInput.WriteLine()
                $process.WaitForExit($PatienceSeconds * 1000) | Should -BeTrue
                $process.ExitCode | Should -Be 0
            }
            finally {
                $process.Kill($true)
                $process.Dispose()
            }
        }
    }
}
