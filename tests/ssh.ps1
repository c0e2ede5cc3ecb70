<#
    An SSH server of the tests' own: sshd on a free port of 127.0.0.1, with keys made for the run and the subsystem
    powershell. Nothing of the user's SSH is read or written, neither ~/.ssh nor an agent, and nothing of the machine's.
    Dot-sourced at discovery and in BeforeAll; BeforeAll also needs common.ps1.
#>

# sshd is no program of users, so it may be off the path; started by root, it insists on an absolute one.
function Get-SshdPath {
    if ($IsLinux -and (Get-Command ssh, ssh-keygen -CommandType Application -ErrorAction Ignore).Count -ge 2) {
        $folders = @($env:PATH -split ':') + '/usr/sbin' + '/usr/local/sbin' + '/sbin'
        $folders | Where-Object { $_ } | ForEach-Object { Join-Path $_ sshd } | Where-Object { Test-Path $_ -PathType Leaf } | Select-Object -First 1
    }
}

# Returns { Port, Folder, Process, Sshd }. It ends with its standard input, which is with this process at the latest.
function Start-SshServer {
    $folder = [System.IO.Directory]::CreateTempSubdirectory('parallelfetch-ssh-').FullName
    $server = [pscustomobject]@{ Port = 0; Folder = $folder; Process = $null; Sshd = Get-SshdPath }
    try {
        if ((id -u) -eq '0' -and -not (Test-Path /run/sshd)) {
            # Root's sshd needs this empty folder. The package leaves it to systemd, which containers do not have. It stays:
            # another sshd may need it by now.
            $null = New-Item /run/sshd -ItemType Directory -Force
        }

        foreach ($key in 'host', 'user') {
            ssh-keygen -q -t ed25519 -N '' -C "parallelfetch-$key" -f "$folder/$key" | Out-Null
        }

        Copy-Item "$folder/user.pub" "$folder/authorized_keys"
        $server.Port = Get-FreePort
        Set-Content "$folder/known_hosts" "[127.0.0.1]:$($server.Port) $(Get-Content "$folder/host.pub")"
        Write-SshConfiguration $server
        Start-Sshd $server
        $server
    }
    catch {
        Stop-SshServer $server
        throw
    }
}

function Get-FreePort {
    $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
    $listener.Start()
    $listener.LocalEndpoint.Port
    $listener.Stop()
}

function Write-SshConfiguration($Server) {
    $folder = $Server.Folder
    $pwsh = Get-PowerShellProgram
    $command = @($pwsh.Path) + $pwsh.Arguments + '-sshs', '-NoLogo', '-NoProfile' | ForEach-Object { "'$($_.Replace("'", "'\''"))'" }
    # A login brings nothing of this process's environment. What runs is noted, so that its end can be seen to.
    Set-Content "$folder/subsystem.sh" @"
echo `$`$ >>'$folder/processes'
export HOME='$folder' DOTNET_ROOT='$env:DOTNET_ROOT' NO_PROXY='$env:NO_PROXY' POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
exec $command
"@
    # UsePAM no and StrictModes no: neither accounts nor the modes of a temporary folder's parents are tested here.
    Set-Content "$folder/sshd_config" @"
ListenAddress 127.0.0.1
Port $($Server.Port)
HostKey $folder/host
PidFile $folder/sshd.pid
AuthorizedKeysFile $folder/authorized_keys
AuthenticationMethods publickey
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
StrictModes no
UsePAM no
Subsystem powershell /bin/sh $folder/subsystem.sh
"@
    # PowerShell runs the first ssh of the path. -F keeps it from the user's configuration, and from making ~/.ssh.
    $null = New-Item "$folder/bin" -ItemType Directory
    Set-Content "$folder/bin/ssh" "#!/bin/sh`nexec '$((Get-Command ssh -CommandType Application)[0].Source)' -F none `"`$@`""
    [System.IO.File]::SetUnixFileMode("$folder/bin/ssh", 'UserRead, UserExecute')
}

function Start-Sshd($Server) {
    $folder = $Server.Folder
    $start = [System.Diagnostics.ProcessStartInfo]::new('/bin/sh')
    # The second process waits for the end of the input; whichever of the two ends first takes the other with it.
    $script = 'exec 3<&0; "$@" 3<&- & sshd=$!; { read -r line <&3; kill $sshd; } & wait $sshd; kill $! 2>/dev/null'
    foreach ($argument in '-c', $script, 'sh', $Server.Sshd, '-D', '-f', "$folder/sshd_config", '-E', "$folder/log") {
        $start.ArgumentList.Add($argument)
    }

    $start.RedirectStandardInput = $true
    $Server.Process = [System.Diagnostics.Process]::Start($start)
    # sshd writes its id when it listens.
    Wait-Until { $Server.Process.HasExited -or (Test-Path "$folder/sshd.pid") }
    if ($Server.Process.HasExited) {
        throw "sshd ended before it was ready: $(Get-Content "$folder/log" -Raw -ErrorAction Ignore)"
    }
}

# A session over SSH, as a user makes one; only the options are those of a server with keys of its own.
function New-SshSession($Server) {
    $path = $env:PATH
    $env:PATH = "$($Server.Folder)/bin:$path"
    try {
        New-PSSession -HostName 127.0.0.1 -Port $Server.Port -UserName (id -un) -KeyFilePath "$($Server.Folder)/user" -ErrorAction Stop -Options @{
            BatchMode             = 'yes'
            GlobalKnownHostsFile  = 'none'
            IdentitiesOnly        = 'yes'
            IdentityAgent         = 'none'
            StrictHostKeyChecking = 'yes'
            UserKnownHostsFile    = "$($Server.Folder)/known_hosts"
        }
    }
    finally {
        $env:PATH = $path
    }
}

# The ids of the subsystem's processes that are still there.
function Get-SshSubsystem($Server) {
    Get-Content "$($Server.Folder)/processes" -ErrorAction Ignore |
        Where-Object { (Get-Content "/proc/$_/cmdline" -Raw -ErrorAction Ignore) -match '-sshs' } |
        ForEach-Object { [int] $_ }
}

function Stop-SshServer($Server) {
    if (-not $Server) {
        return
    }

    if ($Server.Process) {
        $Server.Process.StandardInput.Close()
        $ended = $Server.Process.WaitForExit($PatienceSeconds * 1000)
        Get-SshSubsystem $Server | ForEach-Object { Stop-Process -Id $_ -Force -ErrorAction Ignore }
        $Server.Process.Dispose()
        if (-not $ended) {
            throw "sshd does not end: $(Get-Content "$($Server.Folder)/log" -Raw -ErrorAction Ignore)"
        }
    }

    Remove-Item $Server.Folder -Recurse -Force
}
