#Requires -Version 7.4

<#
.SYNOPSIS
    Builds, tests, packages and installs ParallelFetch.

.DESCRIPTION
    Needs the .NET SDK. After Build, Import-Module ./ParallelFetch.psd1 works from the repository. Tests run in a
    process of their own, because an imported assembly can neither be rebuilt nor loaded anew.

.PARAMETER Task
    What to do; several tasks run in the order given.

    Build    compiles everything: the module into bin/ and its help into en-US/.
    Test     runs the xUnit tests and then the Pester tests in a fresh pwsh.
    Docs     builds the help from docs/en-US, and checks the pages when Microsoft.PowerShell.PlatyPS is installed.
    Package  builds the module, puts what users need into out/ParallelFetch, imports it from there and makes a .nupkg of it.
    Install  packages the module and copies it to where Import-Module ParallelFetch finds it.
    Clean    removes everything that these tasks made.

.PARAMETER Configuration
    The configuration to build.

.PARAMETER Destination
    The folder of modules to install into. By default that of the current user.

.PARAMETER SigningCertificate
    The thumbprint of a code-signing certificate in Cert:\CurrentUser\My. Package signs the module's files with it. Only
    Windows can do that.

.PARAMETER TimestampServer
    The URL of the time stamp service that signatures are confirmed by, so that they outlive the certificate.

.PARAMETER PesterVersion
    Tests with this version of Pester instead of the newest installed (5 or later).

.EXAMPLE
    ./build.ps1

    Builds the module.

.EXAMPLE
    ./build.ps1 Clean, Build, Test

    Builds everything anew and tests it.

.EXAMPLE
    ./build.ps1 Install -Verbose

    Installs the module for the current user.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0, ValueFromRemainingArguments)]
    [ValidateSet('Build', 'Test', 'Docs', 'Package', 'Install', 'Clean')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    [string] $Destination,

    [string] $SigningCertificate,

    [string] $TimestampServer,

    [version] $PesterVersion
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$InformationPreference = 'Continue'

$root = $PSScriptRoot
$solution = Join-Path $root 'ParallelFetch.sln'
$package = Join-Path $root 'out' 'ParallelFetch'
$common = '--configuration', $Configuration, '--nologo'

function Invoke-DotNet {
    if (-not (Get-Command dotnet -CommandType Application -ErrorAction Ignore)) {
        throw 'The .NET SDK is missing: there is no dotnet on the path. Get it from https://dotnet.microsoft.com/download.'
    }

    Write-Verbose "dotnet $args"
    & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $($args[0]) failed with exit code $LASTEXITCODE."
    }
}

# Runs a script in a fresh pwsh, where no module is loaded yet. What it needs to know comes in through its environment.
function Invoke-FreshShell([string] $Script, [hashtable] $Environment, [string] $WorkingDirectory = $root) {
    $pwsh = Join-Path $PSHOME ($IsWindows ? 'pwsh.exe' : 'pwsh')
    $saved = @{}
    foreach ($name in $Environment.Keys) {
        $saved[$name] = [Environment]::GetEnvironmentVariable($name)
        [Environment]::SetEnvironmentVariable($name, $Environment[$name])
    }

    Push-Location -LiteralPath $WorkingDirectory
    try {
        & $pwsh -NoProfile -NonInteractive -Command $Script
        if ($LASTEXITCODE -ne 0) {
            throw "The script in a fresh pwsh failed with exit code $LASTEXITCODE."
        }
    }
    finally {
        Pop-Location
        foreach ($name in $saved.Keys) {
            [Environment]::SetEnvironmentVariable($name, $saved[$name])
        }
    }
}

function Invoke-BuildTask {
    Invoke-DotNet build $solution @common
}

function Invoke-TestTask([version] $PesterVersion) {
    Invoke-DotNet test $solution @common

    $pester = Get-Module Pester -ListAvailable |
        Where-Object { $PesterVersion ? $_.Version -eq $PesterVersion : $_.Version.Major -ge 5 } |
        Sort-Object Version -Descending |
        Select-Object -First 1
    if (-not $pester) {
        throw "THE PESTER TESTS DID NOT RUN: Pester $($PesterVersion ? $PesterVersion : '5 or later') is not installed. Install-PSResource Pester gets it."
    }

    Invoke-FreshShell -Environment @{ PARALLELFETCH_TESTS = Join-Path $root tests; PARALLELFETCH_PESTER = $pester.Path } -Script {
        $ErrorActionPreference = 'Stop'
        Import-Module $env:PARALLELFETCH_PESTER
        $configuration = New-PesterConfiguration
        $configuration.Run.Path = $env:PARALLELFETCH_TESTS
        $configuration.Run.Exit = $true
        $configuration.TestResult.Enabled = $true
        $configuration.TestResult.OutputPath = Join-Path $env:PARALLELFETCH_TESTS TestResults pester.xml
        Invoke-Pester -Configuration $configuration
    }
}

function Invoke-DocsTask {
    Invoke-BuildTask

    $pages = @(Get-ChildItem (Join-Path $root docs en-US) -Filter *-*.md)
    if (-not (Test-Path (Join-Path $root en-US *.xml))) {
        throw 'The build made no help in en-US/.'
    }

    if (-not (Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable)) {
        Write-Warning 'THE HELP PAGES WERE NOT CHECKED: Microsoft.PowerShell.PlatyPS is not installed. Install-PSResource Microsoft.PowerShell.PlatyPS gets it.'
        return
    }

    Import-Module Microsoft.PowerShell.PlatyPS
    $invalid = @($pages | Where-Object { -not (Test-MarkdownCommandHelp $_.FullName) })
    if ($invalid) {
        throw "These help pages are not valid: $($invalid.Name -join ', '). Test-MarkdownCommandHelp -DetailView says why."
    }

    Write-Information "$($pages.Count) help pages are valid."
}

function Invoke-PackageTask {
    Invoke-BuildTask

    if (Test-Path $package) {
        Remove-Item $package -Recurse
    }

    $null = New-Item (Join-Path $package bin) -ItemType Directory -Force
    Copy-Item (Join-Path $root bin *) (Join-Path $package bin) -Include *.dll, *.ps1xml
    foreach ($name in 'ParallelFetch.psd1', 'en-US', 'LICENSE', 'README.md', 'CHANGELOG.md', 'docs', 'samples') {
        Copy-Item (Join-Path $root $name) $package -Recurse
    }

    Set-ReleaseNote (Join-Path $package ParallelFetch.psd1)
    if ($SigningCertificate) {
        Add-Signature
    }

    Invoke-FreshShell -WorkingDirectory ([System.IO.Path]::GetTempPath()) -Environment @{ PARALLELFETCH_PACKAGE = $package } -Script {
        $ErrorActionPreference = 'Stop'
        $path = Join-Path $env:PARALLELFETCH_PACKAGE ParallelFetch.psd1
        $null = Test-ModuleManifest $path
        $manifest = Import-PowerShellDataFile $path
        $module = Import-Module $env:PARALLELFETCH_PACKAGE -PassThru
        $missing = $manifest.CmdletsToExport | Where-Object { $_ -notin $module.ExportedCmdlets.Keys }
        if ($missing) { throw "The package lacks $($missing -join ', ')." }
        $foreign = [AppDomain]::CurrentDomain.GetAssemblies() |
            Where-Object { $_.GetName().Name -like 'ParallelFetch*' -and -not $_.Location.StartsWith($env:PARALLELFETCH_PACKAGE) }
        if ($foreign) { throw "The package takes $($foreign.Location) from elsewhere." }
        $null = Get-ParallelFetchLimit
        Get-Command -Module ParallelFetch | Format-Table CommandType, Name, Version
    }
    Write-Information "Packaged in $package."
    New-NuGetPackage
}

# The newest section of the changelog, as text.
function Get-ReleaseNote {
    $changes = Get-Content (Join-Path $root CHANGELOG.md) -Raw
    if ($changes -notmatch '(?ms)^## (?<Notes>\[.+?)(?=^## |\z)') {
        throw 'CHANGELOG.md has no section of a version.'
    }

    ($Matches.Notes -split '\r?\n', 2)[1].Trim()
}

# The manifest's own text stays as it is, comments and order included.
function Set-ReleaseNote([string] $Manifest) {
    $text = Get-Content $Manifest -Raw
    $line = "ReleaseNotes = 'See CHANGELOG.md.'"
    if (-not $text.Contains($line)) {
        throw "$Manifest has no line $line to put the release notes in."
    }

    Set-Content $Manifest $text.Replace($line, "ReleaseNotes = '$((Get-ReleaseNote).Replace("'", "''"))'") -NoNewline
}

function Add-Signature {
    if (-not $IsWindows) {
        throw 'Only Windows signs files (Set-AuthenticodeSignature).'
    }

    $signing = @{ Certificate = Get-Item "Cert:\CurrentUser\My\$SigningCertificate"; HashAlgorithm = 'SHA256' }
    if ($TimestampServer) {
        $signing.TimestampServer = $TimestampServer
    }

    Get-ChildItem $package -Recurse -Include *.dll, *.psd1, *.ps1xml | ForEach-Object {
        $signature = Set-AuthenticodeSignature -FilePath $_.FullName @signing
        if ($signature.Status -ne 'Valid') {
            throw "$($_.Name) could not be signed: $($signature.StatusMessage)"
        }
    }
}

# The tags beside the manifest's are those by which the Gallery and Find-PSResource tell modules and commands.
function New-NuGetPackage {
    $manifest = Import-PowerShellDataFile (Join-Path $package ParallelFetch.psd1)
    $data = $manifest.PrivateData.PSData
    $tags = @(
        $data.Tags
        'PSModule', 'PSIncludes_Cmdlet'
        $manifest.CmdletsToExport | ForEach-Object { "PSCmdlet_$_"; "PSCommand_$_" }
    )
    # Properties come in through the environment: on the command line, commas and semicolons in them would part them.
    $properties = @{
        ModuleDescription  = $manifest.Description
        ModuleTags         = $tags -join ' '
        ModuleReleaseNotes = $data.ReleaseNotes
        ModuleProjectUri   = $data['ProjectUri']
    }
    try {
        $properties.GetEnumerator() | ForEach-Object { [Environment]::SetEnvironmentVariable($_.Key, $_.Value) }
        Invoke-DotNet pack (Join-Path $root tools Packaging Packaging.csproj) @common
    }
    finally {
        $properties.Keys | ForEach-Object { [Environment]::SetEnvironmentVariable($_, $null) }
    }
}

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

function Invoke-CleanTask {
    $made = @(
        'bin', 'en-US', 'out', 'artifacts' | ForEach-Object { Join-Path $root $_ }
        Get-ChildItem (Join-Path $root src), (Join-Path $root tests), (Join-Path $root tools) -Directory -Recurse -ErrorAction Ignore |
            Where-Object Name -In 'bin', 'obj', 'TestResults' |
            ForEach-Object FullName
    )
    foreach ($folder in $made | Where-Object { Test-Path $_ }) {
        Write-Verbose "Removing $folder"
        Remove-Item $folder -Recurse
    }
}

foreach ($name in $Task) {
    Write-Information "== $name"
    switch ($name) {
        Build { Invoke-BuildTask }
        Test { Invoke-TestTask $PesterVersion }
        Docs { Invoke-DocsTask }
        Package { Invoke-PackageTask }
        Install { Invoke-InstallTask $Destination }
        Clean { Invoke-CleanTask }
    }
}
