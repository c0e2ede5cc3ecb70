# Starts and stops the loopback server: for the tests, and for the demo.

# Starts the server in a process that ends when its standard input does: with this process at the latest.
function Start-LoopbackServerProcess {
    $assembly = Join-Path $PSScriptRoot '../artifacts/LoopbackServer/LoopbackServer.dll'
    if (-not (Test-Path $assembly)) {
        throw "The loopback server has not been built: run 'dotnet build tests/LoopbackServer' or ./build.ps1 first."
    }

    $start = [System.Diagnostics.ProcessStartInfo]::new($env:DOTNET_HOST_PATH ? $env:DOTNET_HOST_PATH : 'dotnet')
    $start.ArgumentList.Add('exec')
    $start.ArgumentList.Add($assembly)
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.UseShellExecute = $false
    $process = [System.Diagnostics.Process]::Start($start)

    $line = $process.StandardOutput.ReadLine()
    if (-not $line) {
        throw 'The loopback server ended before it was ready.'
    }

    $server = $line | ConvertFrom-Json
    $handler = [System.Net.Http.SocketsHttpHandler]::new()
    $handler.UseProxy = $false
    Add-Member -InputObject $server -NotePropertyMembers @{
        Process = $process
        Client  = [System.Net.Http.HttpClient]::new($handler)
    }
    $server
}

function Stop-LoopbackServerProcess($Server) {
    if ($Server) {
        $Server.Client.Dispose()
        $Server.Process.StandardInput.Close()
        if (-not $Server.Process.WaitForExit(5000)) {
            $Server.Process.Kill($true)
        }

        $Server.Process.Dispose()
    }
}
