<#
    What every test file needs; dot-sourced in BeforeAll. Imports the built module, starts the loopback server and runs
    scripts in runspaces of their own. Tests assert what the server counted, and hold requests at gates instead of
    sleeping; the only time here is the one after which a hanging test gives up.
#>

. $PSScriptRoot/server.ps1
. $PSScriptRoot/../build/PowerShellProgram.ps1

$RepositoryRoot = Split-Path $PSScriptRoot
$ManifestPath = Join-Path $RepositoryRoot 'ParallelFetch.psd1'
$PatienceSeconds = 60

if (-not (Test-Path (Join-Path $RepositoryRoot 'bin/ParallelFetch.dll'))) {
    throw "The module has not been built: run 'dotnet build src/ParallelFetch' or ./build.ps1 first."
}

# What the environment says about the way to the outside does not concern a loopback address.
$env:NO_PROXY = '127.0.0.1,localhost'

# Where PowerShell is a .NET tool, the program that Start-Job starts has to find .NET by itself.
if (-not $env:DOTNET_ROOT) {
    $env:DOTNET_ROOT = Convert-Path (Join-Path ([System.Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory()) '../../..')
}

# A session of its own for each file: what one has done to hosts and limits is not known to the next.
Import-Module $ManifestPath -Force

# The server that all files of a run share, each test in a scope of its own. With -Fresh, one that nobody else has changed.
function Start-LoopbackServer([switch] $Fresh) {
    if (-not $Fresh -and $global:ParallelFetchTestServer -and -not $global:ParallelFetchTestServer.Process.HasExited) {
        return $global:ParallelFetchTestServer
    }

    $server = Start-LoopbackServerProcess
    if (-not $Fresh) {
        $global:ParallelFetchTestServer = $server
    }

    $server
}

# The shared server stays for the files that follow, and ends with this process.
function Stop-LoopbackServer($Server) {
    if (-not [object]::ReferenceEquals($Server, $global:ParallelFetchTestServer)) {
        Stop-LoopbackServerProcess $Server
    }
}

# A name under which the server counts apart from all else, with gates of its own.
class ServerScope {
    [object] $Server
    [string] $Name = 't' + [guid]::NewGuid().ToString('N')

    ServerScope([object] $server) { $this.Server = $server }

    [string] Url([string] $path) { return "$($this.Server.Http)/s/$($this.Name)/$path" }
    [string] HttpsUrl([string] $path) { return "$($this.Server.Https)/s/$($this.Name)/$path" }
    [string] RawUrl([string] $path) { return "$($this.Server.Raw)/s/$($this.Name)/$path" }

    # requests, concurrent, peak, aborted, connections, openConnections
    [object] Total() {
        $json = $this.Server.Client.GetStringAsync("$($this.Server.Control)/control/counters/$($this.Name)").GetAwaiter().GetResult()
        return ($json | ConvertFrom-Json).total
    }

    # Polls the counters until they are as wanted.
    [void] WaitUntil([scriptblock] $condition) {
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        while (-not ($this.Total() | Where-Object $condition)) {
            if ($clock.Elapsed.TotalSeconds -gt 60) {
                throw "Not so within a minute: $condition; counters: $($this.Total())"
            }

            [System.Threading.Thread]::Sleep(5)
        }
    }

    # Waits until the gate holds so many requests.
    [void] WaitForGate([string] $gate, [int] $waiting) {
        $this.Post("gate/$($this.Name)/$gate/wait?waiting=$waiting&timeoutMs=60000")
    }

    # Lets so many requests through the gate, or all from now on.
    [void] Release([string] $gate, [int] $count) { $this.Post("gate/$($this.Name)/$gate/release?count=$count") }
    [void] Release([string] $gate) { $this.Post("gate/$($this.Name)/$gate/release") }

    # Counts anew; the peak starts from what is running.
    [void] Reset() { $this.Post("reset/$($this.Name)") }

    hidden [void] Post([string] $action) {
        $response = $this.Server.Client.PostAsync("$($this.Server.Control)/control/$action", $null).GetAwaiter().GetResult()
        if (-not $response.IsSuccessStatusCode) {
            $body = $response.Content.ReadAsStringAsync().GetAwaiter().GetResult()
            throw "$action`: $([int]$response.StatusCode) $body; counters: $($this.Total())"
        }
    }
}

function New-Scope($Server) {
    [ServerScope]::new($Server)
}

# Polls until a condition holds, and gives up in the end.
function Wait-Until([scriptblock] $Condition) {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($clock.Elapsed.TotalSeconds -gt $PatienceSeconds) {
            throw "Not so within $PatienceSeconds s: $Condition"
        }

        [System.Threading.Thread]::Sleep(5)
    }
}

# A session of its own: a runspace with the module imported.
function New-Session {
    $state = [initialsessionstate]::CreateDefault2()
    $state.ImportPSModule($ManifestPath)
    $runspace = [runspacefactory]::CreateRunspace($state)
    $runspace.Open()
    $runspace
}

# Runs a script in another runspace and returns at once. Its arguments are handed over as they are, not copied.
function Start-Pipeline([scriptblock] $Script, [object[]] $ArgumentList = @(), $Session) {
    $pipeline = [pscustomobject]@{
        Shell       = [powershell]::Create()
        Output      = [System.Management.Automation.PSDataCollection[psobject]]::new()
        OwnsSession = -not $Session
        Async       = $null
    }
    $pipeline.Shell.Runspace = $Session ? $Session : (New-Session)
    $null = $pipeline.Shell.AddScript($Script.ToString())
    foreach ($argument in $ArgumentList) {
        $null = $pipeline.Shell.AddArgument($argument)
    }

    $nothing = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $nothing.Complete()
    $pipeline.Async = $pipeline.Shell.BeginInvoke($nothing, $pipeline.Output)
    $pipeline
}

# Waits for the end of a pipeline and returns what came out. A terminating error in it is thrown.
function Complete-Pipeline($Pipeline) {
    try {
        if (-not $Pipeline.Async.AsyncWaitHandle.WaitOne($PatienceSeconds * 1000)) {
            throw "The pipeline did not end within $PatienceSeconds s."
        }

        try {
            $null = $Pipeline.Shell.EndInvoke($Pipeline.Async)
        }
        catch [System.Management.Automation.MethodInvocationException] {
            throw $_.Exception.InnerException
        }

        $Pipeline.Output
    }
    finally {
        $Pipeline.Shell.Dispose()
        if ($Pipeline.OwnsSession) {
            $Pipeline.Shell.Runspace.Dispose()
        }
    }
}

# What Ctrl+C does.
function Stop-Pipeline($Pipeline) {
    $Pipeline.Shell.Stop()
    if (-not $Pipeline.Async.AsyncWaitHandle.WaitOne($PatienceSeconds * 1000)) {
        throw "The pipeline did not stop within $PatienceSeconds s."
    }
}

# A script in another runspace, to its end.
function Invoke-InSession([scriptblock] $Script, [object[]] $ArgumentList = @(), $Session) {
    Complete-Pipeline (Start-Pipeline $Script $ArgumentList $Session)
}

# The stable id, without the name of the command that wrote the error.
function Get-ErrorId([Parameter(ValueFromPipeline)] $ErrorRecord) {
    process { $ErrorRecord.FullyQualifiedErrorId.Split(',')[0] }
}

# What is thrown by a script, as an error record.
function Get-Thrown([scriptblock] $Script) {
    try {
        $null = & $Script
    }
    catch {
        return $_
    }
}
