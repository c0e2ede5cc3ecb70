#Requires -Version 7.4

<#
.SYNOPSIS
    Runs the Pester tests in several processes at once.

.DESCRIPTION
    Most of the tests wait for a server, a process or a timer, so two processes end sooner than one even on one core. Each
    takes files until none is left, longest first; each has a loopback server of its own, on ports of its own.

    What each file printed comes out when it has ended. The result is an object with the numbers of tests; the exit code
    is 1 if one has failed or a process did not reach its end.

.PARAMETER Pester
    The module to test with: a name, or the path of Pester.psd1.

.PARAMETER Processes
    The number of processes.

.PARAMETER Path
    The test files or the folder of them.

.PARAMETER ResultPath
    A folder for results in NUnit's XML, one for each file, and for durations.json: seconds by file.

.EXAMPLE
    ./tests/Invoke-PesterShard.ps1 -Pester ~/.nuget/packages/pester/6.2.0/tools/Pester.psd1
#>
[CmdletBinding()]
param(
    [string] $Pester = 'Pester',

    [ValidateRange(1, 16)]
    [int] $Processes = 2,

    [string[]] $Path = $PSScriptRoot,

    [string] $ResultPath = (Join-Path $PSScriptRoot TestResults)
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

. $PSScriptRoot/../build/PowerShellProgram.ps1

# In order: what takes longest comes first, and what is not named here last.
$longest = @(
    'Help.Examples', 'ScaleOut', 'Start-ParallelFetch.Job', 'Errors', 'Interrupt', 'Tutorials', 'Progress', 'Views', 'Help.Pages',
    'Installation', 'FetchResult', 'Wait-ParallelFetch', 'Module', 'Start-ParallelFetch.Request', 'Start-ParallelFetch', 'Streams'
)

$files = @(
    Get-ChildItem $Path -Filter *.Tests.ps1 -File |
        Sort-Object { $rank = $longest.IndexOf($_.Name -replace '\.Tests\.ps1$'); $rank -lt 0 ? $longest.Count : $rank } |
        ForEach-Object FullName
)
if (-not $files) {
    throw "No *.Tests.ps1 in $Path."
}

# What one process does: whoever makes the file of a number first has that test file.
$worker = {
    # The tests want the preferences of a new session, so none is set here.
    Import-Module $env:PARALLELFETCH_PESTER -ErrorAction Stop
    $files = @($env:PARALLELFETCH_FILES | ConvertFrom-Json)
    for ($i = 0; $i -lt $files.Count; $i++) {
        try {
            [System.IO.File]::Open((Join-Path $env:PARALLELFETCH_CLAIMS $i), 'CreateNew').Dispose()
        }
        catch [System.IO.IOException] {
            continue
        }

        $configuration = New-PesterConfiguration
        $configuration.Run.Path = $files[$i]
        $configuration.Run.PassThru = $true
        $configuration.Output.RenderMode = 'Plaintext'
        $configuration.TestResult.Enabled = $true
        $configuration.TestResult.OutputPath = Join-Path $env:PARALLELFETCH_RESULTS "$([System.IO.Path]::GetFileNameWithoutExtension($files[$i])).xml"
        $result = Invoke-Pester -Configuration $configuration
        $report = @{
            File    = $files[$i]
            Passed  = $result.PassedCount
            Failed  = $result.FailedCount + $result.FailedContainersCount + $result.FailedBlocksCount
            Skipped = $result.SkippedCount
            Seconds = [Math]::Round($result.Duration.TotalSeconds, 1)
        }
        [Console]::Out.WriteLine("##report $($report | ConvertTo-Json -Compress)")
    }
}

function Start-Worker {
    $pwsh = Get-PowerShellProgram
    $start = [System.Diagnostics.ProcessStartInfo]::new($pwsh.Path)
    foreach ($argument in $pwsh.Arguments + '-NoProfile', '-NonInteractive', '-Command', $worker.ToString()) {
        $start.ArgumentList.Add($argument)
    }

    $start.Environment['PARALLELFETCH_PESTER'] = $Pester
    $start.Environment['PARALLELFETCH_FILES'] = ConvertTo-Json $files -Compress
    $start.Environment['PARALLELFETCH_CLAIMS'] = $claims
    $start.Environment['PARALLELFETCH_RESULTS'] = $ResultPath
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    [pscustomobject]@{ Process = $process; Line = $process.StandardOutput.ReadLineAsync(); Text = [System.Text.StringBuilder]::new() }
}

$claims = Join-Path ([System.IO.Path]::GetTempPath()) "pester-$([guid]::NewGuid().ToString('N'))"
$null = New-Item $claims, $ResultPath -ItemType Directory -Force
$reports = [System.Collections.Generic.List[object]]::new()
$clock = [System.Diagnostics.Stopwatch]::StartNew()
$workers = @(1..[Math]::Min($Processes, $files.Count) | ForEach-Object { Start-Worker })
try {
    $running = $workers
    while ($running) {
        $one = $running[[System.Threading.Tasks.Task]::WaitAny([System.Threading.Tasks.Task[]] @($running.Line))]
        $line = $one.Line.Result
        if ($null -eq $line) {
            Write-Host $one.Text
            $one.Process.WaitForExit()
            $running = @($running | Where-Object { $_ -ne $one })
            continue
        }

        if ($line.StartsWith('##report ')) {
            $reports.Add(($line.Substring(9) | ConvertFrom-Json))
            Write-Host $one.Text
            $null = $one.Text.Clear()
        }
        else {
            $null = $one.Text.AppendLine($line)
        }

        $one.Line = $one.Process.StandardOutput.ReadLineAsync()
    }
}
finally {
    foreach ($one in $workers) {
        if (-not $one.Process.HasExited) {
            $one.Process.Kill($true)
        }

        $one.Process.Dispose()
    }

    Remove-Item $claims -Recurse
}

ConvertTo-Json @($reports | Sort-Object Seconds -Descending) | Set-Content (Join-Path $ResultPath durations.json)
$missing = @($files | Where-Object { $_ -notin $reports.File })
if ($missing) {
    Write-Host "NOT TESTED TO THE END: $($missing -join ', ')"
}

$failed = ($reports | Measure-Object Failed -Sum).Sum + $missing.Count
[pscustomobject]@{
    Passed  = ($reports | Measure-Object Passed -Sum).Sum
    Failed  = $failed
    Skipped = ($reports | Measure-Object Skipped -Sum).Sum
    Seconds = [Math]::Round($clock.Elapsed.TotalSeconds, 1)
}
exit [int] [bool] $failed
