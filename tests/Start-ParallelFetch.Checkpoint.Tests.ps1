BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer

    function Get-FileUrl([string] $Name, [string] $Options) {
        $scope.RawUrl("file/${Name}?size=1000&$Options")
    }
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'Start-ParallelFetch -Checkpoint' {
    BeforeEach {
        $scope = New-Scope $server
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        $journal = "$folder/done.jsonl"
        $urls = 1..10 | ForEach-Object { Get-FileUrl "$_.bin" "seed=$_" }
    }

    It 'fetches each URL once in any number of runs' {
        @($urls | Start-ParallelFetch -OutDirectory "$folder/out" -Checkpoint $journal).Count | Should -Be 10
        @($urls | Start-ParallelFetch -OutDirectory "$folder/out" -Checkpoint $journal).Count | Should -Be 0
        $scope.Total().requests | Should -Be 10
    }

    It 'says what it skips' {
        $null = $urls | Start-ParallelFetch -Checkpoint $journal
        $verbose = $urls | Start-ParallelFetch -Checkpoint $journal -Verbose 4>&1
        @($verbose | Where-Object Message -Like 'Skipped *').Count | Should -Be 10
        @($verbose | Where-Object Message -Like '10 URLs were skipped*').Count | Should -Be 1
    }

    It 'emits what it skips with IncludeSkipped' {
        $null = $urls | Start-ParallelFetch -OutDirectory "$folder/out" -Checkpoint $journal
        $results = @($urls | Start-ParallelFetch -OutDirectory "$folder/out" -Checkpoint $journal -IncludeSkipped)
        $results.Count | Should -Be 10
        $results.IsSkipped | Should -Not -Contain $false
        $results.IsSuccess | Should -Not -Contain $false
        $results | ForEach-Object { Test-Path $_.OutFile } | Should -Not -Contain $false
    }

    It 'writes lines that ConvertFrom-Json reads' {
        $null = $urls | Start-ParallelFetch -OutDirectory "$folder/out" -Checkpoint $journal
        $lines = @(Get-Content $journal | Select-Object -Skip 1 | ConvertFrom-Json)
        $lines.Count | Should -Be 10
        $lines.url | Sort-Object | Should -Be ($urls | Sort-Object)
        $lines.status | Should -Not -Contain 404
    }

    It 'tries again what failed, and only that' {
        $bad = Get-FileUrl 'bad.bin' 'fail=404&failTimes=1'
        $null = @($urls) + $bad | Start-ParallelFetch -Checkpoint $journal
        $second = @(@($urls) + $bad | Start-ParallelFetch -Checkpoint $journal)
        $second.StatusCode | Should -Be 200
        $scope.Total().requests | Should -Be 12
    }

    It 'fetches a file again that is gone' {
        $null = $urls | Start-ParallelFetch -OutDirectory "$folder/out" -Checkpoint $journal
        Remove-Item "$folder/out/4.bin"
        $results = @($urls | Start-ParallelFetch -OutDirectory "$folder/out" -Checkpoint $journal)
        Split-Path -Leaf $results.OutFile | Should -Be '4.bin'
    }

    It 'goes on after Select-Object -First' {
        $null = $urls | Start-ParallelFetch -Throttle 2 -OutDirectory "$folder/out" -Checkpoint $journal | Select-Object -First 4
        $scope.WaitUntil({ $_.concurrent -eq 0 })
        $recorded = @(Get-Content $journal).Count - 1
        @($urls | Start-ParallelFetch -OutDirectory "$folder/out" -Checkpoint $journal).Count | Should -Be (10 - $recorded)
        @(Get-ChildItem "$folder/out" -Force | Where-Object Name -NE '.parallelfetch.index').Count | Should -Be 10
    }

    It 'goes on after Ctrl+C' {
        $held = @($urls) + (Get-FileUrl 'held.bin' 'gate=g')
        $arguments = $held, "$folder/out", $journal
        $script = { param($urls, $out, $journal) $urls | Start-ParallelFetch -OutDirectory $out -Checkpoint $journal }
        $pipeline = Start-Pipeline $script $arguments
        $scope.WaitForGate('g', 1)
        Wait-Until { $pipeline.Output.Count -eq 10 }
        Stop-Pipeline $pipeline
        $pipeline.Shell.Dispose()
        $pipeline.Shell.Runspace.Dispose()
        $scope.Release('g')
        $results = @(Invoke-InSession $script $arguments)
        $results.Count | Should -Be 1
        Split-Path -Leaf $results[0].OutFile | Should -Be 'held.bin'
    }

    It 'refuses a file that another run uses' {
        $pipeline = Start-Pipeline { param($url, $journal) Start-ParallelFetch $url -Checkpoint $journal } @((Get-FileUrl 'held.bin' 'gate=g'), $journal)
        $scope.WaitForGate('g', 1)
        $thrown = Get-Thrown { Start-ParallelFetch $urls[0] -Checkpoint $journal }
        $scope.Release('g')
        $null = Complete-Pipeline $pipeline
        $thrown | Get-ErrorId | Should -Be 'CheckpointFailed'
        $thrown.Exception.Message | Should -BeLike "Another run uses this checkpoint file: *done.jsonl*"
    }

    It 'refuses <_>' -ForEach 'Env:/x', 'NoSuchDrive:/x' {
        Get-Thrown { Start-ParallelFetch $urls[0] -Checkpoint $_ } | Get-ErrorId | Should -Be 'CheckpointFailed'
        $scope.Total().requests | Should -Be 0
    }

    It 'leaves a file alone that is none of its own' {
        Set-Content $journal 'mine'
        Get-Thrown { Start-ParallelFetch $urls[0] -Checkpoint $journal } | Get-ErrorId | Should -Be 'CheckpointFailed'
        Get-Content $journal | Should -Be 'mine'
    }

    It 'repairs a line that was cut off' {
        $null = $urls | Start-ParallelFetch -Checkpoint $journal
        $bytes = [System.IO.File]::ReadAllBytes($journal)
        [System.IO.File]::WriteAllBytes($journal, $bytes[0..($bytes.Length - 20)])
        $results = @($urls | Start-ParallelFetch -Checkpoint $journal -WarningVariable warning -WarningAction SilentlyContinue)
        $results.Count | Should -Be 1
        $warning | Should -BeLike '*was damaged*'
        @(Get-Content $journal).Count | Should -Be 11
    }

    It 'writes nothing with WhatIf' {
        $null = $urls | Start-ParallelFetch -OutDirectory "$folder/out" -Checkpoint $journal -WhatIf
        Get-ChildItem $folder -Force | Should -BeNullOrEmpty
        $scope.Total().requests | Should -Be 0
    }
}
