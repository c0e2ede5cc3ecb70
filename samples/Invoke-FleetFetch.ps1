#Requires -Version 7.4

<#
.SYNOPSIS
    Fetches a long list of URLs on several machines at once.

.DESCRIPTION
    Shares a list out over PowerShell sessions (SSH, WinRM or local processes) and runs Start-ParallelFetch in each. All
    URLs of a host name go to the same session, so that the limits for one server hold for the whole fleet.

    Each session keeps three files in its StateDirectory: its part of the list, a checkpoint file and its results, one
    JSON object a line. Nothing but one summary per session comes back while it runs, and this machine holds a few chunks
    of the list at a time, however long it is. The results are copied to Destination at the end.

    When a session is lost, the others go on. Run the same command again with a new session in its place: what is done
    is not fetched again, as long as the machines and their number are the same.

.PARAMETER Session
    Where to fetch: what New-PSSession gives. ParallelFetch has to be installed there, or be named by ModulePath.

.PARAMETER Path
    The list: a text file with one URL a line. Blank lines and those that start with # are left out.

.PARAMETER StateDirectory
    A folder on each machine, for the files of this list. It is made where it is missing. Use another for another list.

.PARAMETER Destination
    A folder on this machine, to which the results are copied. Without it, they stay where they are.

.PARAMETER FetchParameter
    Parameters of Start-ParallelFetch, such as @{ Throttle = 50; RequestsPerSecondPerHost = 1 }.

.PARAMETER Row
    What is kept of a result, which is in $_. It runs where the result is.

.PARAMETER ModulePath
    The name or path of the module there.

.PARAMETER ChunkSize
    How many URLs are sent to a session at a time.

.PARAMETER ThrottleLimit
    In how many sessions it runs at a time. By default in all.

.EXAMPLE
    $session = New-PSSession -HostName web1, web2, web3 -UserName fetcher
    ./Invoke-FleetFetch.ps1 -Session $session -Path ./urls.txt -StateDirectory /var/tmp/crawl-7 -Destination ./results -FetchParameter @{ RequestsPerSecondPerHost = 1 }

    Fetches the list on three machines over SSH, no server more than once a second.

.EXAMPLE
    Get-ChildItem ./results | Get-Content | ConvertFrom-Json | Group-Object StatusCode

    Counts what came. A URL that failed in one run and succeeded in the next has a line for each.

.OUTPUTS
    One object for each session: Shard, Count, Succeeded, Failed, Bytes, WallTime, Results.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [System.Management.Automation.Runspaces.PSSession[]] $Session,

    [Parameter(Mandatory)]
    [string] $Path,

    [Parameter(Mandatory)]
    [string] $StateDirectory,

    [string] $Destination,

    [hashtable] $FetchParameter = @{},

    [scriptblock] $Row = {
        [ordered]@{
            Uri        = $_.Uri
            StatusCode = $_.StatusCode
            Error      = $_.Error ? $_.Error.FullyQualifiedErrorId.Split(',')[0] : $null
            Length     = $_.RawContentLength
            OutFile    = $_.OutFile
        }
    },

    [string] $ModulePath = 'ParallelFetch',

    [ValidateRange(1, 1000000)]
    [int] $ChunkSize = 2000,

    [ValidateRange(1, 100000)]
    [int] $ThrottleLimit = $Session.Count
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# Runs once in each session; $fleet stays there for what comes next.
$prepare = {
    param([int] $Shard, [int] $ShardCount, [string] $StateDirectory, [string] $ModulePath, [hashtable] $FetchParameter)

    $ErrorActionPreference = 'Stop'
    try {
        Import-Module $ModulePath
    }
    catch {
        throw "The module cannot be imported there: $_ Install it, or give its path with -ModulePath."
    }

    $known = (Get-Command Start-ParallelFetch).Parameters
    foreach ($name in $FetchParameter.Keys) {
        if (-not $known.ContainsKey($name) -or $name -in 'Uri', 'Checkpoint', 'AsJob', 'NoWait', 'PassThru', 'WhatIf') {
            throw "-FetchParameter cannot have $name."
        }
    }

    $folder = New-Item $StateDirectory -ItemType Directory -Force
    $name = Join-Path $folder ('shard-{0:d4}-of-{1:d4}' -f $Shard, $ShardCount)
    $fleet = @{ Shard = $Shard; List = "$name.urls.txt"; Checkpoint = "$name.checkpoint.jsonl"; Results = "$name.results.jsonl" }
    [System.IO.File]::WriteAllText($fleet.List, '')
    $fleet.Results
}

$append = {
    param([string[]] $Lines)
    [System.IO.File]::AppendAllLines($fleet.List, $Lines)
}

$fetch = {
    param([hashtable] $FetchParameter, [string] $Row)

    $toRow = [scriptblock]::Create($Row)
    $file = [System.IO.FileStream]::new($fleet.Results, 'OpenOrCreate', 'ReadWrite', 'Read')
    $results = [System.IO.StreamWriter]::new($file)
    try {
        # A line that was cut off by a crash is ended, so that it spoils no other.
        if ($file.Length -and $file.Seek(-1, 'End') -ge 0 -and $file.ReadByte() -ne 10) {
            $results.WriteLine()
        }

        $null = $file.Seek(0, 'End')
        $results.AutoFlush = $true

        # The row is in the file before the checkpoint file says that the URL is done.
        [System.IO.File]::ReadLines($fleet.List) |
            Start-ParallelFetch @FetchParameter -Checkpoint $fleet.Checkpoint -ErrorAction SilentlyContinue |
            ForEach-Object {
                $line = $_ | ForEach-Object $toRow | ConvertTo-Json -Compress -Depth 4
                if ($line) {
                    $results.WriteLine($line)
                }

                $_
            } |
            Measure-ParallelFetch |
            Select-Object @{ Name = 'Shard'; Expression = { $fleet.Shard } }, Count, Succeeded, Failed, Bytes, WallTime, @{ Name = 'Results'; Expression = { $fleet.Results } }
    }
    finally {
        $results.Dispose()
    }
}

# The host name decides, the same way on every machine and in every run. Text that is no URL goes to the first session,
# where it becomes a result with an error.
function Get-Shard([string] $Line, [int] $ShardCount) {
    $uri = $null
    $text = $Line.Contains('://') ? $Line : "http://$Line"
    if (-not [uri]::TryCreate($text, 'Absolute', [ref] $uri)) {
        return 0
    }

    $hash = [System.Security.Cryptography.SHA256]::HashData([System.Text.Encoding]::UTF8.GetBytes($uri.IdnHost))
    [System.BitConverter]::ToUInt32($hash, 0) % $ShardCount
}

function Send-List([string] $File) {
    $chunks = foreach ($one in $Session) { , [System.Collections.Generic.List[string]]::new() }
    $chunks = @($chunks)
    foreach ($line in [System.IO.File]::ReadLines($File)) {
        $line = $line.Trim()
        if (-not $line -or $line.StartsWith('#')) {
            continue
        }

        $shard = Get-Shard $line $Session.Count
        $chunks[$shard].Add($line)
        if ($chunks[$shard].Count -ge $ChunkSize) {
            Invoke-Command -Session $Session[$shard] -ScriptBlock $append -ArgumentList (, $chunks[$shard].ToArray())
            $chunks[$shard].Clear()
        }
    }

    foreach ($shard in 0..($Session.Count - 1)) {
        if ($chunks[$shard].Count) {
            Invoke-Command -Session $Session[$shard] -ScriptBlock $append -ArgumentList (, $chunks[$shard].ToArray())
        }
    }
}

# New-PSSession gives sessions as they come; each machine has to get the part that its checkpoint file is of.
$Session = @($Session | Sort-Object ComputerName, Id)
foreach ($one in $Session) {
    if ($one.State -ne 'Opened') {
        throw "The session $($one.Name) to $($one.ComputerName) is $($one.State). Put a new one in its place."
    }
}

$list = Convert-Path -LiteralPath $Path
$results = @(
    foreach ($shard in 0..($Session.Count - 1)) {
        try {
            Invoke-Command -Session $Session[$shard] -ScriptBlock $prepare -ArgumentList $shard, $Session.Count, $StateDirectory, $ModulePath, $FetchParameter -ErrorAction Stop
        }
        catch {
            throw "$($Session[$shard].ComputerName) cannot take part: $_"
        }
    }
)
Send-List $list

# One session's trouble is no reason to end the others.
$troubles = @()
Invoke-Command -Session $Session -ThrottleLimit $ThrottleLimit -ScriptBlock $fetch -ArgumentList $FetchParameter, "$Row" -ErrorAction SilentlyContinue -ErrorVariable troubles

foreach ($shard in 0..($Session.Count - 1)) {
    $one = $Session[$shard]
    if ($one.State -ne 'Opened') {
        Write-Error "Shard $shard was lost with the session $($one.Name) to $($one.ComputerName). Run the same command again with a new session in its place." -ErrorId SessionLost -Category ConnectionError -TargetObject $one -ErrorAction Continue
    }
    elseif ($Destination -and (Invoke-Command -Session $one -ScriptBlock { Test-Path -LiteralPath $args[0] } -ArgumentList $results[$shard])) {
        $null = New-Item $Destination -ItemType Directory -Force
        Copy-Item -FromSession $one -LiteralPath $results[$shard] -Destination $Destination
    }
}

foreach ($trouble in $troubles) {
    Write-Error -ErrorRecord $trouble -ErrorAction Continue
}
