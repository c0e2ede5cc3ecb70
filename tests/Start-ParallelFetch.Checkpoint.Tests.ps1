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

    It 'writes lines that ConvertFrom-Json reads' {
        $null = $urls | Start-ParallelFetch -OutDirectory "$folder/out" -Checkpoint $journal
        $lines = @(Get-Content $journal | Select-Object -Skip 1 | ConvertFrom-Json)
        $lines.Count | Should -Be 10
        $lines.url | Sort-Object | Should -Be ($urls | Sort-Object)
        $lines.status | Should -Not -Contain 404
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
}
