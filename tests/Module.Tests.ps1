BeforeDiscovery {
    $root = Split-Path $PSScriptRoot
    $withoutChangelog = -not (Test-Path (Join-Path $root 'CHANGELOG.md'))
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer
    $module = Get-Module ParallelFetch
    $manifest = Import-PowerShellDataFile $ManifestPath
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'The module' {
    BeforeEach {
        $scope = New-Scope $server
    }

    It 'has a valid manifest' {
        $tested = Test-ModuleManifest $ManifestPath -ErrorAction Stop
        $tested.Guid | Should -Be $module.Guid
        $tested.Description | Should -Not -BeNullOrEmpty
    }

    It 'exports exactly its cmdlets and its alias' {
        ($module.ExportedCmdlets.Keys | Sort-Object) | Should -Be @(
            'Get-ParallelFetch'
            'Get-ParallelFetchLimit'
            'Measure-ParallelFetch'
            'Set-ParallelFetchLimit'
            'Start-ParallelFetch'
            'Stop-ParallelFetch'
            'Wait-ParallelFetch'
        )
        @($module.ExportedAliases.Keys) | Should -Be 'Invoke-ParallelFetch'
        $module.ExportedAliases['Invoke-ParallelFetch'].Definition | Should -Be 'Start-ParallelFetch'
        $module.ExportedFunctions.Count | Should -Be 0
        $module.ExportedVariables.Count | Should -Be 0
    }

    It 'exports nothing by a wildcard, so that it loads at first use' {
        $manifest.CmdletsToExport + $manifest.AliasesToExport | Should -Not -Contain '*'
        $manifest.FunctionsToExport.Count | Should -Be 0
    }

    It 'uses approved verbs only' {
        $verbs = (Get-Verb).Verb
        $module.ExportedCmdlets.Values.Verb | ForEach-Object { $_ | Should -BeIn $verbs }
    }

    It 'writes its version down once' {
        [version]$manifest.ModuleVersion | Should -Be $module.Version
        foreach ($name in 'ParallelFetch.dll', 'ParallelFetch.Engine.dll') {
            $file = Join-Path $RepositoryRoot bin $name
            [System.Reflection.AssemblyName]::GetAssemblyName($file).Version.ToString(3) | Should -Be $manifest.ModuleVersion
        }

        $projects = Get-ChildItem $RepositoryRoot/src -Recurse -Filter *.csproj | Select-String -Pattern '<(Assembly|File|Package)?Version>'
        $projects | Should -BeNullOrEmpty
    }

    It 'says in the changelog what is new' -Skip:$withoutChangelog {
        Get-Content (Join-Path $RepositoryRoot CHANGELOG.md) -Raw |
            Should -Match "(?m)^##\s.*\b$([regex]::Escape($manifest.ModuleVersion))\b"
    }

    It 'ships no assembly but its own' {
        (Get-ChildItem (Join-Path $RepositoryRoot bin) -Recurse -Filter *.dll).Name | Sort-Object |
            Should -Be 'ParallelFetch.dll', 'ParallelFetch.Engine.dll'
        (Get-ChildItem (Join-Path $RepositoryRoot bin) -Recurse -File).Name | Where-Object { $_ -notlike 'ParallelFetch.*' } | Should -BeNullOrEmpty
    }

    It 'loads its view and its types' {
        Get-FormatData ParallelFetch.FetchResult | Should -Not -BeNullOrEmpty
        Get-FormatData ParallelFetch.FetchHandle | Should -Not -BeNullOrEmpty
        Get-FormatData Deserialized.ParallelFetch.FetchResult | Should -Not -BeNullOrEmpty
        (Get-TypeData ParallelFetch.FetchResult).Members.Keys | Should -Contain 'Json'
    }

    It 'lives with Set-StrictMode' {
        (Invoke-InSession {
            param($url)
            Set-StrictMode -Version Latest
            $result = Start-ParallelFetch $url
            $null = $result | Out-String
            $result.Json
            $result.StatusCode
        } $scope.Url('status/204')) | Should -Be 204
    }

    It 'has parameter names that begin in capitals and types that are public' {
        foreach ($command in $module.ExportedCmdlets.Values) {
            foreach ($parameter in $command.Parameters.Values) {
                $parameter.Name | Should -MatchExactly '^[A-Z]'
                $parameter.ParameterType.IsVisible | Should -BeTrue -Because "$($command.Name) -$($parameter.Name)"
            }
        }
    }

    It 'names parameters that Invoke-WebRequest has as Invoke-WebRequest does' {
        $web = (Get-Command Invoke-WebRequest).Parameters
        foreach ($name in 'Uri', 'Headers', 'UserAgent', 'SkipCertificateCheck', 'HttpVersion', 'MaximumRedirection', 'ConnectionTimeoutSeconds', 'OperationTimeoutSeconds') {
            $web.Keys | Should -Contain $name
            (Get-Command Start-ParallelFetch).Parameters.Keys | Should -Contain $name
        }
    }
}

Describe 'Remove-Module' {
    BeforeEach {
        $scope = New-Scope $server
        $session = New-Session
    }

    AfterEach {
        $session.Dispose()
    }

    It 'cancels everything, and lets idle connections go' {
        Invoke-InSession {
            param($gate, $text)
            $null = $text, $text | Start-ParallelFetch
            @($gate) * 5 | Start-ParallelFetch -NoWait
        } $scope.Url('gate/g'), $scope.Url('text/a') -Session $session
        $scope.WaitForGate('g', 5)
        Invoke-InSession { Remove-Module ParallelFetch } -Session $session
        $scope.WaitUntil({ $_.concurrent -eq 0 -and $_.aborted -eq 5 -and $_.openConnections -eq 0 })
        Invoke-InSession { Get-Command Start-ParallelFetch -ErrorAction Ignore } -Session $session | Should -BeNullOrEmpty
    }

    It 'lets the module be imported again, into a new session' {
        $output = Invoke-InSession {
            param($manifest, $url)
            Set-ParallelFetchLimit 3
            Start-ParallelFetch $url -NoWait
            Remove-Module ParallelFetch
            Import-Module $manifest
            (Get-ParallelFetchLimit).Throttle
            @(Get-ParallelFetch).Count
            (Start-ParallelFetch $url).Content
        } $ManifestPath, $scope.Url('text/a') -Session $session
        $output | Should -Be 10, 0, '/text/a'
    }

    It 'happens in Import-Module -Force, too' {
        $output = Invoke-InSession {
            param($manifest, $gate, $text)
            Start-ParallelFetch $gate -NoWait
            Import-Module $manifest -Force
            (Start-ParallelFetch $text).Content
        } $ManifestPath, $scope.Url('gate/g'), $scope.Url('text/a') -Session $session
        $output | Should -Be '/text/a'
        $scope.WaitUntil({ $_.concurrent -eq 0 })
    }

    It 'does not touch the other runspaces' {
        Start-ParallelFetch $scope.Url('gate/g') -NoWait
        $scope.WaitForGate('g', 1)
        Invoke-InSession { param($url) $null = Start-ParallelFetch $url; Remove-Module ParallelFetch } $scope.Url('text/a') -Session $session
        $scope.Release('g')
        (Wait-ParallelFetch).Content | Should -Be 'gate g'
    }
}

Describe 'Two runspaces' {
    BeforeEach {
        $scope = New-Scope $server
        $one = New-Session
        $two = New-Session
    }

    AfterEach {
        $one.Dispose()
        $two.Dispose()
    }

    It 'have limits of their own' {
        Invoke-InSession { Set-ParallelFetchLimit 2 } -Session $one
        Invoke-InSession { (Get-ParallelFetchLimit).Throttle } -Session $two | Should -Be 10
        $runs = foreach ($session in $one, $two) {
            Start-Pipeline { param($url) @($url) * 20 | Start-ParallelFetch } $scope.Url('gate/g') -Session $session
        }
        $scope.WaitForGate('g', 12)
        $scope.Total().peak | Should -Be 12
        $scope.Release('g')
        foreach ($run in $runs) {
            @(Complete-Pipeline $run).Count | Should -Be 20
        }
    }

    It 'have background fetches of their own' {
        Invoke-InSession { param($url) $url, $url | Start-ParallelFetch -NoWait } $scope.Url('text/a') -Session $one
        Invoke-InSession { @(Get-ParallelFetch).Count; @(Wait-ParallelFetch).Count } -Session $two | Should -Be 0, 0
        Invoke-InSession { @(Get-ParallelFetch).Count; @(Wait-ParallelFetch).Count } -Session $one | Should -Be 2, 2
    }

    It 'have connections of their own' {
        foreach ($session in $one, $two) {
            $null = Invoke-InSession { param($url) @($url) * 5 | Start-ParallelFetch -Throttle 1 } $scope.Url('text/a') -Session $session
        }

        $scope.Total().connections | Should -Be 2
    }
}
