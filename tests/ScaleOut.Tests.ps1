<#
    Many machines: the module over PowerShell remoting, and the recipe of docs/scale-out.md. The sessions go over SSH, to an
    sshd of the tests' own (ssh.ps1). Where there is none, which is everywhere but on Linux, they go to local processes.
#>

BeforeDiscovery {
    . $PSScriptRoot/ssh.ps1
    $withoutSsh = -not (Get-SshdPath)
    if ($withoutSsh) {
        Write-Warning ($IsLinux ?
            'THE SCALE-OUT TESTS DO NOT GO OVER SSH, but to local processes: there is no sshd or no ssh. The package openssh-server has them.' :
            'The scale-out tests do not go over SSH, but to local processes: the tests start an sshd on Linux only.')
    }
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    . $PSScriptRoot/ssh.ps1
    $server = Start-LoopbackServer
    $sshServer = (Get-SshdPath) ? (Start-SshServer) : $null
    $recipe = Join-Path $RepositoryRoot 'samples/Invoke-FleetFetch.ps1'

    # A session to a PowerShell of its own.
    function New-RemoteSession {
        if ($sshServer) {
            return New-SshSession $sshServer
        }

        $instance = [System.Management.Automation.Runspaces.PowerShellProcessInstance]::new()
        $runspace = [runspacefactory]::CreateOutOfProcessRunspace($null, $instance)
        $runspace.Open()
        $session = [System.Management.Automation.Runspaces.PSSession]::Create($runspace, 'Process', $null)
        Add-Member -InputObject $session -NotePropertyName Instance -NotePropertyValue $instance
        $session
    }

    function Remove-RemoteSession($Session) {
        foreach ($one in $Session) {
            $one.Runspace.Dispose()
            if ($one.PSObject.Properties['Instance']) {
                $one.Instance.Dispose()
            }
        }
    }

    function Get-Row([string] $Folder) {
        Get-ChildItem $Folder -Filter *.results.jsonl | Get-Content | ConvertFrom-Json
    }
}

AfterAll {
    Stop-SshServer $sshServer
    Stop-LoopbackServer $server
}

Describe 'A session to another machine' {
    BeforeAll {
        $session = New-RemoteSession
        Invoke-Command -Session $session { Import-Module $using:ManifestPath }
    }

    AfterAll {
        Remove-RemoteSession $session
    }

    BeforeEach {
        $scope = New-Scope $server
    }

    It 'goes over SSH, without a password, and reads nothing of the user''s' -Skip:$withoutSsh {
        $session.Transport | Should -Be 'SSH'
        $session.ComputerName | Should -Be '127.0.0.1'
        $there = Invoke-Command -Session $session { @{ Id = $PID; Connection = $env:SSH_CONNECTION; Home = $HOME; Version = "$($PSVersionTable.PSVersion)" } }
        $there.Id | Should -Not -Be $PID
        $there.Connection | Should -Match "^127\.0\.0\.1 \d+ 127\.0\.0\.1 $($sshServer.Port)$"
        $there.Home | Should -Be $sshServer.Folder
        $there.Version | Should -Be "$($PSVersionTable.PSVersion)"
    }

    It 'gives results with their data' {
        $url = $scope.Url('text/a')
        $result = Invoke-Command -Session $session { Start-ParallelFetch $using:url -Cookie @{ N = 1 } }
        $result.PSObject.TypeNames[0] | Should -Be 'Deserialized.ParallelFetch.FetchResult'
        $result.PSComputerName | Should -Not -BeNullOrEmpty
        $result.Uri | Should -Be ([uri] $url)
        $result.Content | Should -Be '/text/a'
        , $result.ContentBytes | Should -BeOfType byte[]
        $result.Cookie.N | Should -Be 1
        $result.StartTime | Should -BeOfType System.DateTimeOffset
        $result.Timing.Headers | Should -BeOfType timespan
        $result.Encoding.WebName | Should -Be 'utf-8'
        $result.Error | Should -BeNullOrEmpty
    }

    It 'gives results while others are under way' {
        $urls = @($scope.Url('text/a'), $scope.Url('gate/g'))
        $taken = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $pipeline = Start-Pipeline {
            param($session, $urls, $taken)
            Invoke-Command -Session $session { $args | Start-ParallelFetch } -ArgumentList $urls | ForEach-Object { $taken.Add($_) }
        } $session, $urls, $taken
        Wait-Until { $taken.Count -eq 1 }
        $taken[0].Content | Should -Be '/text/a'
        $scope.Release('g')
        Complete-Pipeline $pipeline
        $taken.Count | Should -Be 2
    }

    It 'writes errors with id, category and URL' {
        $url = $server.Refused
        $results = Invoke-Command -Session $session { Start-ParallelFetch $using:url, 'ftp://x/' -InOrder } -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors | Get-ErrorId | Should -Be 'ConnectionFailed', 'InvalidUri'
        $errors[0].CategoryInfo.Category | Should -Be 'ConnectionError'
        $errors[0].CategoryInfo.TargetName | Should -BeLike '*127.0.0.1*'
        "$($errors[0])" | Should -BeLike "*$(([uri] $url).Authority)*"
        "$($errors[0].TargetObject.Uri)" | Should -Be "$([uri] $url)"
        $errors[0].OriginInfo | Should -Not -BeNullOrEmpty

        $results[0].Error | Should -BeOfType System.Management.Automation.ErrorRecord
        $results[0].Error | Get-ErrorId | Should -Be 'ConnectionFailed'
        $results[0].Error.CategoryInfo.Category | Should -Be 'ConnectionError'
        "$($results[0].Error)" | Should -Be "$($errors[0])"
    }

    It 'gives failures that can be fetched again here, and be measured' {
        $url = $scope.Url('text/a')
        $results = Invoke-Command -Session $session { Start-ParallelFetch 'ftp://x/', $using:url -InOrder -Cookie @{ N = 1 } } -ErrorAction SilentlyContinue
        $again = @($results | Start-ParallelFetch -InOrder -ErrorAction SilentlyContinue)
        $again[0].Error | Get-ErrorId | Should -Be 'InvalidUri'
        $again[1].Content | Should -Be '/text/a'
        $again.Cookie.N | Should -Be 1, 1

        $summary = $results | Measure-ParallelFetch
        $summary.Count | Should -Be 2
        $summary.Failed | Should -Be 1
        $summary.ByError['InvalidUri'] | Should -Be 1
    }

    It 'shows them in the module''s own table' {
        $url = $scope.Url('text/a')
        $text = Invoke-Command -Session $session { Start-ParallelFetch $using:url, 'ftp://x/' -InOrder } -ErrorAction SilentlyContinue | Out-String -Width 120
        $text | Should -Match 'Status\s+Time\s+Size\s+Uri'
        $text | Should -Match '200 OK'
        $text | Should -Match 'InvalidUri'
    }

    It 'sends progress along' {
        $urls = 1..20 | ForEach-Object { $scope.Url("delay/150?$_") }
        # Invoke-Command shows it in the window and nowhere else; what comes over is seen here.
        $pipeline = Start-Pipeline { $args | Start-ParallelFetch -Throttle 2 } $urls $session.Runspace
        Wait-Until { $pipeline.Async.IsCompleted }
        $records = @($pipeline.Shell.Streams.Progress)
        $null = Complete-Pipeline $pipeline
        @($records | Where-Object StatusDescription -Match 'in flight').Count | Should -BeGreaterThan 0
        $records[-1].RecordType | Should -Be 'Completed'
    }

    It 'stops when the pipeline here is stopped' {
        $urls = 1..3 | ForEach-Object { $scope.Url("gate/g$_") }
        $pipeline = Start-Pipeline {
            param($session, $urls)
            Invoke-Command -Session $session { $args | Start-ParallelFetch } -ArgumentList $urls
        } $session, $urls
        $scope.WaitUntil({ $_.concurrent -eq 3 })
        Stop-Pipeline $pipeline
        $scope.WaitUntil({ $_.concurrent -eq 0 })
        $scope.Total().aborted | Should -Be 3
    }
}

Describe 'samples/Invoke-FleetFetch.ps1' {
    BeforeEach {
        $scope = New-Scope $server
        $folder = (New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory).FullName
        # Names of hosts that there are not, which the socket leads to the server nevertheless.
        $urls = foreach ($name in 1..12) { foreach ($page in 1..4) { "http://host$name.example/s/$($scope.Name)/text/$page" } }
        $list = Join-Path $folder list.txt
        $call = @{
            Path           = $list
            StateDirectory = Join-Path $folder state
            Destination    = Join-Path $folder results
            ModulePath     = $ManifestPath
            FetchParameter = @{ UnixSocket = $server.UnixSocket }
        }
    }

    Context 'with three sessions' {
        BeforeAll {
            $session = @(1..3 | ForEach-Object { New-RemoteSession })
        }

        AfterAll {
            Remove-RemoteSession $session
        }

        It 'fetches each URL once, each host from one session, and gathers all results' {
            Set-Content $list ($urls + '' + '# a comment' + 'ftp://x/')
            $summaries = @(& $recipe -Session $session @call -ChunkSize 5)

            $summaries.Count | Should -Be 3
            ($summaries | Measure-Object Succeeded -Sum).Sum | Should -Be 48
            ($summaries | Measure-Object Failed -Sum).Sum | Should -Be 1
            $scope.Total().requests | Should -Be 48
            $rows = @(Get-Row $call.Destination)
            ($rows | Where-Object StatusCode -EQ 200).Uri | Sort-Object | Should -Be ($urls | Sort-Object)
            ($rows | Where-Object Error).Error | Should -Be 'InvalidUri'

            $asked = Get-ChildItem $call.Destination | ForEach-Object {
                , @(Get-Content $_ | ConvertFrom-Json | Where-Object StatusCode | ForEach-Object { ([uri] $_.Uri).Host } | Sort-Object -Unique)
            }
            $asked.Count | Should -Be 3
            $asked.ForEach({ $_ }).Count | Should -Be 12
        }

        It 'fetches nothing twice when it is run again' {
            Set-Content $list $urls
            $null = & $recipe -Session $session @call
            $summaries = @(& $recipe -Session $session @call)

            ($summaries | Measure-Object Count -Sum).Sum | Should -Be 0
            $scope.Total().requests | Should -Be 48
            @(Get-Row $call.Destination).Count | Should -Be 48
        }

        It 'goes on without a session that is killed, and does the rest when it is run again' {
            $held = "http://held.example/s/$($scope.Name)/gate/g"
            Set-Content $list ($urls + $held)
            $process = @(foreach ($one in $session) { Invoke-Command -Session $one { $PID } })
            $pipeline = Start-Pipeline {
                param($recipe, $session, $call)
                & $recipe -Session $session @call
            } $recipe, $session, $call
            $scope.WaitForGate('g', 1)

            $hit = Get-ChildItem $call.StateDirectory -Filter *.urls.txt | Where-Object { Select-String -LiteralPath $_ -SimpleMatch $held -Quiet }
            $shard = [int] ($hit.Name -replace '^shard-(\d+)-.*', '$1')
            $checkpoint = $hit.FullName -replace '\.urls\.txt$', '.checkpoint.jsonl'
            # The first line says what the file is; more than that means that something is noted.
            Wait-Until { $scope.Total().requests -eq 49 -and (Get-Item $checkpoint).Length -gt 200 }
            Stop-Process -Id $process[$shard] -Force
            # SSH tells at once. Of a local process, PowerShell takes a minute to believe it.
            $pipeline.Async.AsyncWaitHandle.WaitOne(180000) | Should -BeTrue
            $lost = @($pipeline.Shell.Streams.Error | Where-Object FullyQualifiedErrorId -Match '^SessionLost')
            $summaries = @(Complete-Pipeline $pipeline)

            $summaries.Count | Should -Be 2
            "$lost" | Should -BeLike "*Shard $shard *"
            $noted = @(Get-Content $checkpoint | Select-Object -Skip 1).Count
            $noted | Should -BeGreaterThan 0
            $left = @(Get-Content $hit).Count - $noted

            $scope.Release('g')
            Remove-RemoteSession $session[$shard]
            $session[$shard] = New-RemoteSession
            $summaries = @(& $recipe -Session $session @call)

            ($summaries | Measure-Object Succeeded -Sum).Sum | Should -Be $left
            $scope.Total().requests | Should -Be (49 + $left)
            @(Get-Row $call.Destination).Uri | Sort-Object -Unique | Should -Be ($urls + $held | Sort-Object)
        }

        It 'takes what is to be kept of a result' {
            Set-Content $list $urls[0]
            $null = & $recipe -Session $session @call -Row { @{ Text = $_.Content; At = $_.StartTime } }
            (Get-Row $call.Destination).Text | Should -Be '/text/1'
        }

        It 'takes credentials along, and writes them nowhere' {
            Set-Content $list "http://host.example/s/$($scope.Name)/auth/basic"
            $call.FetchParameter += @{
                Authentication                 = 'Basic'
                Credential                     = [pscredential]::new('user', [System.Net.NetworkCredential]::new('', 'password').SecurePassword)
                AllowUnencryptedAuthentication = $true
            }
            (& $recipe -Session $session @call | Measure-Object Succeeded -Sum).Sum | Should -Be 1
            Get-ChildItem $folder -Recurse -File | Select-String 'password|dXNlcjpwYXNzd29yZA' | Should -BeNullOrEmpty
        }

        It 'refuses a session that is closed' {
            Set-Content $list $urls[0]
            $session[1].Runspace.Close()
            Get-Thrown { & $recipe -Session $session @call } | Should -BeLike "*$($session[1].Name)*"
            $scope.Total().requests | Should -Be 0
        }
    }

    It 'has help for every parameter' {
        $help = Get-Help $recipe
        $help.Examples.Example.Count | Should -BeGreaterThan 1
        $common = [System.Management.Automation.Cmdlet]::CommonParameters
        foreach ($name in (Get-Command $recipe).Parameters.Keys | Where-Object { $_ -notin $common }) {
            (Get-Help $recipe -Parameter $name).Description.Text | Should -Not -BeNullOrEmpty -Because $name
        }
    }
}

Describe 'The end of the SSH server' -Skip:$withoutSsh {
    It 'leaves no process and no file' {
        $other = Start-SshServer
        try {
            $session = New-SshSession $other
            $subsystem = Get-SshSubsystem $other
            $sshd = [int] (Get-Content "$($other.Folder)/sshd.pid")
            $subsystem | Should -Be (Invoke-Command -Session $session { $PID })
        }
        finally {
            # As after a test that failed: the session is still open.
            Stop-SshServer $other
        }

        Wait-Until { -not (Get-Process -Id ($sshd, $subsystem) -ErrorAction Ignore) }
        Wait-Until { $session.State -ne 'Opened' }
        Wait-Until { -not (Get-Process ssh -ErrorAction Ignore | Where-Object CommandLine -Match "$($other.Folder)/") }
        $other.Folder | Should -Not -Exist
        Remove-RemoteSession $session
    }
}
