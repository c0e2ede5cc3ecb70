#Requires -Version 7.4

<#
.SYNOPSIS
    Demonstrates, builds, tests, packages and installs ParallelFetch.

.DESCRIPTION
    Needs the .NET SDK, and PowerShell: either an installed one, or the one that `dotnet tool restore` gets, as
    `dotnet pwsh build.ps1 Test`. Everything else that it needs is restored with the build.

    After Build, Import-Module ./ParallelFetch.psd1 works from the repository. Whatever loads the module runs in a process
    of its own, because an imported assembly can neither be rebuilt nor loaded anew.

.PARAMETER Task
    What to do; several tasks run in the order given.

    Build    compiles everything: the module into bin/ and its help into en-US/.
    Demo     fetches 100 pages from a demo server one at a time and 20 in parallel, and compares the times.
    Shell    opens a PowerShell with the module loaded.
    Test     runs all tests, the xUnit ones and then the Pester ones, and says at the end how many passed and failed.
    Docs     builds the help from docs/en-US, and checks the pages when Microsoft.PowerShell.PlatyPS is installed.
    Package  builds the module, puts what users need into out/ParallelFetch, imports it from there and makes a .nupkg of it.
    Install  packages the module and copies it to where Import-Module ParallelFetch finds it.
    Clean    removes everything that these tasks made.

.PARAMETER Configuration
    The configuration to build.

.PARAMETER OutputPath
    The folder that Package writes to. By default out/.

.PARAMETER NoBuild
    Package takes what has been built, and builds nothing.

.PARAMETER Destination
    The folder of modules to install into. By default that of the current user.

.PARAMETER SigningCertificate
    The thumbprint of a code-signing certificate in Cert:\CurrentUser\My. Package signs the module's files with it. Only
    Windows can do that.

.PARAMETER TimestampServer
    The URL of the time stamp service that signatures are confirmed by, so that they outlive the certificate.

.PARAMETER PesterVersion
    Tests with this installed version of Pester instead of the one that the build restores.

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
    [ValidateSet('Build', 'Demo', 'Shell', 'Test', 'Docs', 'Package', 'Install', 'Clean')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    [string] $OutputPath = (Join-Path $PSScriptRoot out),

    [switch] $NoBuild,

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
$output = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($OutputPath)
$package = Join-Path $output ParallelFetch
$common = '--configuration', $Configuration, '--nologo'

foreach ($file in Get-ChildItem (Join-Path $root build) -Filter *.ps1) {
    . $file.FullName
}

foreach ($name in $Task) {
    Write-Information "== $name"
    switch ($name) {
        Build { Invoke-BuildTask }
        Demo { Invoke-DemoTask }
        Shell { Invoke-ShellTask }
        Test { if (-not (Invoke-TestTask $PesterVersion)) { exit 1 } }
        Docs { Invoke-DocsTask }
        Package { Invoke-PackageTask }
        Install { Invoke-InstallTask $Destination }
        Clean { Invoke-CleanTask }
    }
}
