# Fetches the URLs of a file with Invoke-WebRequest in parallel runspaces, with retries.
param([string] $File, [int] $Throttle, [int] $Retries, [int] $ConnectSeconds)

$ProgressPreference = 'SilentlyContinue'
$urls = [System.IO.File]::ReadAllLines($File)

$startedAt = [System.DateTimeOffset]::UtcNow
$watch = [System.Diagnostics.Stopwatch]::StartNew()
$ends = $urls | ForEach-Object -ThrottleLimit $Throttle -Parallel {
    $ProgressPreference = 'SilentlyContinue'
    $options = @{ MaximumRetryCount = $using:Retries; RetryIntervalSec = 1; SkipHttpErrorCheck = $true }
    if ($using:ConnectSeconds) { $options.ConnectionTimeoutSeconds = $using:ConnectSeconds }
    try { [string] (Invoke-WebRequest $_ @options).StatusCode } catch { $_.Exception.GetType().Name }
}
$wall = $watch.Elapsed

@{
    got = @($ends -eq '200').Count
    wallSeconds = $wall.TotalSeconds
    startedAt = $startedAt
    ends = @($ends | Group-Object | Sort-Object Name | ForEach-Object { "$($_.Count) × $($_.Name)" }) -join ', '
} | ConvertTo-Json -Compress
