function Invoke-PackageTask {
    if (-not $NoBuild) {
        Invoke-BuildTask
    }

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
        Invoke-DotNet pack (Join-Path $root tools Packaging Packaging.csproj) "-p:ModuleFolder=$package" --output $output @common
    }
    finally {
        $properties.Keys | ForEach-Object { [Environment]::SetEnvironmentVariable($_, $null) }
    }
}
