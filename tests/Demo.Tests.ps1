<# The demo of build.ps1, and how the build scripts start PowerShell once more. #>

BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer
    $pwsh = Get-PowerShellProgram
    $first = $pwsh.Arguments
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'tools/Compare-Throttle.ps1' {
    It 'fetches all its pages both ways, shows some, and compares the times' {
        $lines = & $pwsh.Path @first -NoProfile -NonInteractive -File (Join-Path $RepositoryRoot tools Compare-Throttle.ps1) -Server $server.Http -Count 20 -Delay 10 -Throttle 8 2>&1
        $LASTEXITCODE | Should -Be 0
        $lines | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | Should -BeNullOrEmpty
        $lines | Should -Contain 'PS> $results = $urls | Start-ParallelFetch -Throttle 1'
        $lines | Should -Contain 'PS> $results = $urls | Start-ParallelFetch -Throttle 8'
        @($lines -match '^200 OK ').Count | Should -Be 10
        $lines | Should -Contain '… 10 more'
        $lines[-1] | Should -Match '^one at a time: \d+\.\d\d s; 8 in parallel: \d+\.\d\d s; \d+\.\d × faster \(ideal 6\.7\)$'
    }

    It 'says so when pages could not be fetched' {
        $lines = & $pwsh.Path @first -NoProfile -NonInteractive -File (Join-Path $RepositoryRoot tools Compare-Throttle.ps1) -Server $server.Refused -Count 2 -Delay 0 2>&1
        $LASTEXITCODE | Should -Be 1
        "$lines" | Should -Match '2 of 2 pages could not be fetched'
    }
}

Describe 'Get-PowerShellProgram' {
    It 'is this very PowerShell' {
        & $pwsh.Path @first -NoProfile -NonInteractive -Command '"$PSHOME $($PSVersionTable.PSVersion)"' | Should -Be "$PSHOME $($PSVersionTable.PSVersion)"
    }
}
