function Invoke-InstallTask([string] $Destination) {
    Invoke-PackageTask
    $version = (Import-PowerShellDataFile (Join-Path $package ParallelFetch.psd1)).ModuleVersion
    $modules = $Destination ? $Destination : (Get-UserModulePath)
    $target = Join-Path $modules ParallelFetch $version
    if (Test-Path $target) {
        # Where a session has it loaded, Windows keeps the files; saying so beats a half-replaced module.
        Remove-Item $target -Recurse
    }

    $null = New-Item $target -ItemType Directory -Force
    Copy-Item (Join-Path $package *) $target -Recurse
    Write-Information "Installed in $target."
    if ($modules -notin ($env:PSModulePath -split [System.IO.Path]::PathSeparator)) {
        Write-Warning "$modules is not in PSModulePath: import the module by its path."
    }
}

# The current user's folder of modules, as PowerShell documents it (about_PSModulePath).
function Get-UserModulePath {
    $IsWindows ? (Join-Path ([Environment]::GetFolderPath('MyDocuments')) PowerShell Modules) : (Join-Path $HOME .local share powershell Modules)
}
