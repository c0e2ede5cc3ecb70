# Fetches the URLs of a file with Invoke-WebRequest, one by one or in parallel runspaces.
param([string] $File, [int] $Throttle, [switch] $Parallel)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$urls = [System.IO.File]::ReadAllLines($File)

# The first request of a process loads and compiles; what is measured is how it goes on.
$warmUps = 3
1..$warmUps | ForEach-Object { $null = Invoke-WebRequest $urls[0] }

$process = [System.Diagnostics.Process]::GetCurrentProcess()
$cpu = $process.TotalProcessorTime
$watch = [System.Diagnostics.Stopwatch]::StartNew()
$responses = if ($Parallel) {
    $urls | ForEach-Object -ThrottleLimit $Throttle -Parallel {
        $ProgressPreference = 'SilentlyContinue'
        Invoke-WebRequest $_
    }
} else {
    foreach ($url in $urls) { Invoke-WebRequest $url }
}
$wall = $watch.Elapsed
$process.Refresh()

$bytes = 0
$succeeded = 0
foreach ($response in $responses) {
    $bytes += $response.RawContentLength
    $succeeded += $response.StatusCode -eq 200
}

@{
    succeeded = $succeeded
    bytes = $bytes
    wallSeconds = $wall.TotalSeconds
    cpuSeconds = ($process.TotalProcessorTime - $cpu).TotalSeconds
    unmeasured = $warmUps
} | ConvertTo-Json -Compress
