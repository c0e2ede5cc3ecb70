# Fetches the URLs of a file with Start-ParallelFetch, with no other parameter than a throttle that was asked for.
param([string] $Module, [string] $File, [int] $Throttle)

$ProgressPreference = 'SilentlyContinue'
Import-Module $Module
$urls = [System.IO.File]::ReadAllLines($File)
$options = @{}
if ($Throttle) { $options.Throttle = $Throttle }

$ends = @{}
$startedAt = [System.DateTimeOffset]::UtcNow
$watch = [System.Diagnostics.Stopwatch]::StartNew()
$urls | Start-ParallelFetch @options -ErrorAction SilentlyContinue -WarningAction SilentlyContinue -WarningVariable warnings | ForEach-Object {
    $end = if ($_.Error) { $_.Error.FullyQualifiedErrorId -replace ',.*' } else { [string] $_.StatusCode }
    $ends[$end]++
}
$wall = $watch.Elapsed

@{
    got = [int] $ends['200']
    wallSeconds = $wall.TotalSeconds
    startedAt = $startedAt
    ends = @($ends.Keys | Sort-Object | ForEach-Object { "$($ends[$_]) × $_" }) + @($warnings | ForEach-Object { "warning: $_" }) -join ', '
} | ConvertTo-Json -Compress
