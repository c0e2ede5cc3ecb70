# Runs all rings even if one of them fails, sums them up in one line, and returns whether all is well.
function Invoke-TestTask([version] $PesterVersion) {
    Invoke-BuildTask | Out-Host
    $results = Join-Path $root artifacts TestResults
    if (Test-Path $results) {
        Remove-Item $results -Recurse
    }

    $null = New-Item $results -ItemType Directory
    $counts = @(
        Invoke-XunitRing $results
        Invoke-PesterRing $results $PesterVersion
    )
    $sum = @{}
    foreach ($name in 'Passed', 'Failed', 'Skipped') {
        $sum[$name] = ($counts.$name | Measure-Object -Sum).Sum
    }

    if ($sum.Skipped) {
        Write-Host "$($sum.Skipped) skipped, as was said above."
    }

    Write-Host "$($sum.Passed) passed, $($sum.Failed) failed"
    $sum.Failed -eq 0
}

# dotnet test of a solution runs each test project; each leaves its counts in a .trx file.
function Invoke-XunitRing([string] $Results) {
    Write-Host '-- xUnit'
    & dotnet test $solution --no-build --logger trx --results-directory $Results @common | Out-Host
    $broke = $LASTEXITCODE -ne 0
    $counts = Get-ChildItem $Results -Filter *.trx | ForEach-Object {
        $counters = ([xml] (Get-Content -LiteralPath $_.FullName -Raw)).TestRun.ResultSummary.Counters
        $failed = [int] $counters.failed + [int] $counters.error + [int] $counters.timeout + [int] $counters.aborted
        [pscustomobject] @{ Passed = [int] $counters.passed; Failed = $failed; Skipped = [int] $counters.total - [int] $counters.executed }
        $broke = $broke -and -not $failed
    }
    $counts

    # It failed, and no test did: a project that did not start, or a process that died.
    if ($broke -or -not $counts) {
        Write-Host 'dotnet test failed, and no test says why.'
        [pscustomobject] @{ Passed = 0; Failed = 1; Skipped = 0 }
    }
}

# The files are shared out over two processes: most tests wait for a server or a process more than they compute.
function Invoke-PesterRing([string] $Results, [version] $PesterVersion) {
    Write-Host '-- Pester'
    & (Join-Path $root tests Invoke-PesterShard.ps1) -Pester (Get-PesterManifest $PesterVersion) -ResultPath (Join-Path $Results pester)
}

# The restore has put Pester into the folder of packages, wherever that is.
function Get-PesterManifest([version] $PesterVersion) {
    if (-not $PesterVersion) {
        return (Invoke-DotNet msbuild (Join-Path $root tests StockPowerShell StockPowerShell.csproj) -nologo '-getProperty:PesterManifest').Trim()
    }

    $module = Get-Module Pester -ListAvailable | Where-Object Version -EQ $PesterVersion | Select-Object -First 1
    if (-not $module) {
        throw "Pester $PesterVersion is not installed. Install-PSResource Pester -Version $PesterVersion gets it."
    }

    $module.Path
}
