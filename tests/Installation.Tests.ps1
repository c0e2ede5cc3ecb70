<#
    The package as the Gallery hands it out: found, installed, used, updated and uninstalled with PSResourceGet, from a folder
    registered as a repository. Each step is a fresh PowerShell with a home, a store and modules of its own, which knows no
    repository but that folder: no other is asked. The steps go on from one another.
#>

BeforeDiscovery {
    # There, the store of PSResourceGet and the folder of modules are the user's, whatever the environment says.
    if ($IsWindows) {
        Write-Warning 'The installation is not tested: on Windows, it would be that of the user who runs the tests.'
    }
}

BeforeAll {
    . $PSScriptRoot/common.ps1

    # Runs a script in a fresh PowerShell with a home of its own, and returns what it returns as JSON.
    function Invoke-AtHome([scriptblock] $Script, [hashtable] $Environment = @{}) {
        $pwsh = Get-PowerShellProgram
        $start = [System.Diagnostics.ProcessStartInfo]::new($pwsh.Path)
        $command = "`$ErrorActionPreference = 'Stop'; `$ProgressPreference = 'SilentlyContinue'; & {$Script} | ConvertTo-Json -Depth 3"
        foreach ($argument in $pwsh.Arguments + '-NoProfile', '-NonInteractive', '-Command', $command) {
            $start.ArgumentList.Add($argument)
        }

        foreach ($name in @($start.Environment.Keys) -match '^(XDG_|PSModulePath$)') {
            $null = $start.Environment.Remove($name)
        }

        $start.Environment['HOME'] = $userHome
        $start.Environment['SOURCE'] = $source
        foreach ($name in $Environment.Keys) {
            $start.Environment[$name] = $Environment[$name]
        }

        $start.WorkingDirectory = $userHome
        $start.RedirectStandardOutput = $true
        $start.RedirectStandardError = $true
        $process = [System.Diagnostics.Process]::Start($start)
        $errors = $process.StandardError.ReadToEndAsync()
        $output = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        if ($process.ExitCode -ne 0) {
            throw "$output$($errors.Result)"
        }

        $output | ConvertFrom-Json
    }

    $version = (Import-PowerShellDataFile $ManifestPath).ModuleVersion
    $next = ([version] $version).Major + 1
    $next = "$next.0.0"
}

Describe 'The package' -Skip:$IsWindows {
    BeforeAll {
        $server = Start-LoopbackServer
        $userHome = (New-Item (Join-Path $TestDrive home) -ItemType Directory).FullName
        $source = (New-Item (Join-Path $TestDrive repository) -ItemType Directory).FullName
        $modules = Join-Path $userHome .local share powershell Modules

        # What has been built is packaged beside it: other tests have it loaded.
        $pwsh = Get-PowerShellProgram
        $first = $pwsh.Arguments
        $out = Join-Path $TestDrive out
        $log = & $pwsh.Path @first -NoProfile -File (Join-Path $RepositoryRoot build.ps1) Package -NoBuild -OutputPath $out 2>&1
        if ($LASTEXITCODE -ne 0) {
            throw "Packaging failed: $($log | Out-String)"
        }
    }

    AfterAll {
        Stop-LoopbackServer $server
    }

    It 'is found in a repository' {
        Copy-Item (Join-Path $out "ParallelFetch.$version.nupkg") $source
        $found = Invoke-AtHome {
            Unregister-PSResourceRepository PSGallery
            Register-PSResourceRepository Local -Uri $env:SOURCE -Trusted
            [pscustomobject]@{ Repositories = @((Get-PSResourceRepository).Name); Resource = Find-PSResource ParallelFetch | Select-Object Name, Version, Type, Description, Tags }
        }
        $found.Repositories | Should -Be 'Local'
        $found.Resource.Name | Should -Be 'ParallelFetch'
        "$($found.Resource.Version.Major).$($found.Resource.Version.Minor).$($found.Resource.Version.Build)" | Should -Be $version
        $found.Resource.Description | Should -Be (Import-PowerShellDataFile $ManifestPath).Description
        $found.Resource.Tags | Should -Contain 'PSEdition_Core'
    }

    It 'is installed where PowerShell finds it' {
        $installed = Invoke-AtHome {
            $before = @(Get-Module ParallelFetch -ListAvailable).Count
            Install-PSResource ParallelFetch -Repository Local
            $module = Get-Module ParallelFetch -ListAvailable
            @{ Before = $before; Version = "$($module.Version)"; ModuleBase = $module.ModuleBase }
        }
        $installed.Before | Should -Be 0
        $installed.Version | Should -Be $version
        $installed.ModuleBase | Should -Be (Join-Path $modules ParallelFetch $version)
    }

    It 'is imported by its name, with help, and fetches' {
        $scope = New-Scope $server
        $used = Invoke-AtHome -Environment @{ URL = $scope.Url('text/a') } {
            Import-Module ParallelFetch
            $results = @("$env:URL/1", "$env:URL/2" | Start-ParallelFetch -InOrder)
            @{
                Path     = (Get-Module ParallelFetch).Path
                Commands = @((Get-Command -Module ParallelFetch -CommandType Cmdlet).Name)
                Content  = @($results.Content)
                Shown    = $results[0] | Out-String -Width 120
                Synopsis = (Get-Help Start-ParallelFetch).Synopsis
                Example  = @((Get-Help Start-ParallelFetch -Examples).Examples.Example.Code).Count
                About    = (Get-Help about_ParallelFetch | Out-String).Length
            }
        }
        $used.Path | Should -BeLike "$modules*"
        $used.Commands | Sort-Object | Should -Be ((Get-Module ParallelFetch).ExportedCmdlets.Keys | Sort-Object)
        $used.Content | Should -Be '/text/a/1', '/text/a/2'
        $used.Shown | Should -Match 'Status\s+Time\s+Size\s+Uri'
        $used.Synopsis | Should -Be (Get-Help Start-ParallelFetch).Synopsis
        $used.Example | Should -BeGreaterThan 0
        $used.About | Should -BeGreaterThan 500
        $scope.Total().requests | Should -Be 2
    }

    It 'is updated to the next version' {
        # The same module with a higher version in its manifest, published as an owner does.
        $folder = (New-Item (Join-Path $TestDrive next) -ItemType Directory).FullName
        Copy-Item (Join-Path $out ParallelFetch) $folder -Recurse
        $manifest = Join-Path $folder ParallelFetch ParallelFetch.psd1
        $text = Get-Content $manifest -Raw
        Set-Content $manifest ($text -replace "(?m)^(\s*ModuleVersion\s*=\s*)'[0-9.]+'", "`$1'$next'")
        $updated = Invoke-AtHome -Environment @{ NEXT = Split-Path $manifest } {
            Publish-PSResource -Path $env:NEXT -Repository Local
            Update-PSResource ParallelFetch -Repository Local
            @{
                Installed = @(Get-InstalledPSResource ParallelFetch | ForEach-Object { "$($_.Version)" })
                Imported  = "$((Import-Module ParallelFetch -PassThru).Version)"
                Limit     = (Get-ParallelFetchLimit).Throttle
            }
        }
        Join-Path $source "ParallelFetch.$next.nupkg" | Should -Exist
        $updated.Installed | ForEach-Object { ([version] $_).ToString(3) } | Sort-Object | Should -Be ($version, $next | Sort-Object)
        $updated.Imported | Should -Be $next
        $updated.Limit | Should -Be (Get-ParallelFetchLimit).Throttle
    }

    It 'is uninstalled, and leaves nothing' {
        $left = Invoke-AtHome {
            Uninstall-PSResource ParallelFetch -Version '*'
            @{ Installed = @(Get-InstalledPSResource ParallelFetch -ErrorAction Ignore).Count; Available = @(Get-Module ParallelFetch -ListAvailable).Count }
        }
        $left.Installed | Should -Be 0
        $left.Available | Should -Be 0
        Get-ChildItem $userHome -Recurse -Force | Where-Object Name -Match ParallelFetch | Should -BeNullOrEmpty
    }
}
