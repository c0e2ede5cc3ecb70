#Requires -Version 7.4

<#
.SYNOPSIS
    Fetches the same pages one at a time and in parallel, and compares the times.

.DESCRIPTION
    pyparallelcurl's demo without the search engine: pages that take a while each, from the loopback server. Commands are
    shown as if typed. Exit code 1 says that a page could not be fetched.

.PARAMETER Server
    The address of the loopback server, such as http://127.0.0.1:8080.

.PARAMETER Count
    How many pages to fetch.

.PARAMETER Delay
    How many milliseconds the server takes for each.

.PARAMETER Throttle
    How many to fetch in parallel.

.EXAMPLE
    ./tools/Compare-Throttle.ps1 -Server http://127.0.0.1:8080 -Throttle 50

    With the server of the tutorials.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [uri] $Server,

    [ValidateRange('Positive')]
    [int] $Count = 100,

    [ValidateRange('NonNegative')]
    [int] $Delay = 100,

    [ValidateRange('Positive')]
    [int] $Throttle = 20
)

$shownRows = 10
# What the environment says about the way to the outside does not concern a loopback address.
$env:NO_PROXY = "$env:NO_PROXY,127.0.0.1"

# Shows a command as if typed, runs it, and returns how long it took.
function Invoke-Typed([string] $Command) {
    Write-Host "PS> $Command"
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    . ([scriptblock]::Create($Command)) | Out-Host
    $clock.Elapsed.TotalSeconds
}

Import-Module (Join-Path $PSScriptRoot .. ParallelFetch.psd1) -ErrorAction Stop
$urls = 1..$Count | ForEach-Object { "$Server".TrimEnd('/') + "/search?q=term+$_&delay=$Delay" }
Write-Host "$Count pages of about $Delay ms each, such as"
Write-Host "  $($urls[0])"
Write-Host

# The first request of a process pays for loading the HTTP stack; neither run should.
$null = $urls | Select-Object -First 4 | Start-ParallelFetch -Throttle 4

$serial = . Invoke-Typed '$results = $urls | Start-ParallelFetch -Throttle 1'
$parallel = . Invoke-Typed "`$results = `$urls | Start-ParallelFetch -Throttle $Throttle"
$null = . Invoke-Typed "`$results | Select-Object -First $shownRows"
if ($Count -gt $shownRows) {
    Write-Host "… $($Count - $shownRows) more"
    Write-Host
}

# The last wave may be a partial one.
$ideal = $Count / [math]::Ceiling($Count / $Throttle)
$culture = [cultureinfo]::InvariantCulture
Write-Host ([string]::Format(
        $culture, 'one at a time: {0:0.00} s; {1} in parallel: {2:0.00} s; {3:0.0} × faster (ideal {4:0.#})',
        $serial, $Throttle, $parallel, ($serial / $parallel), $ideal))

$failed = $Count - @($results | Where-Object IsSuccess).Count
if ($failed) {
    Write-Error "$failed of $Count pages could not be fetched." -ErrorAction Continue
}

exit [int] ($failed -gt 0)
