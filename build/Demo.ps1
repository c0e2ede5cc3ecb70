# The main job, done before the eyes of who is new, by a script that uses the module as they would.
function Invoke-DemoTask {
    Invoke-SmallBuild
    . (Join-Path $root tests server.ps1)
    $server = Start-LoopbackServerProcess
    try {
        Invoke-FreshShell -Environment @{ PARALLELFETCH_ROOT = $root; PARALLELFETCH_SERVER = $server.Http } -Script {
            $ErrorActionPreference = 'Stop'
            Set-Location -LiteralPath $env:PARALLELFETCH_ROOT
            ./tools/Compare-Throttle.ps1 -Server $env:PARALLELFETCH_SERVER
            exit $LASTEXITCODE
        }
    }
    finally {
        Stop-LoopbackServerProcess $server
    }
}

function Invoke-ShellTask {
    Invoke-SmallBuild
    $pwsh = Get-PowerShellProgram
    $first = $pwsh.Arguments
    # Out-Default leaves the terminal to the shell: what is captured has none.
    & $pwsh.Path @first -NoLogo -NoExit -WorkingDirectory $root -Command 'Import-Module ./ParallelFetch.psd1; (Get-Command -Module ParallelFetch -CommandType Cmdlet).Name'
}
