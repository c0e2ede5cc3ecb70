@{
    RootModule             = 'bin/ParallelFetch.dll'
    ModuleVersion          = '0.1.0'
    GUID                   = '5d0f7c86-3b1e-4c0b-9d4e-6b8f2a7f1c55'
    Author                 = 'ParallelFetch contributors'
    CompanyName            = 'ParallelFetch contributors'
    Copyright              = '(c) ParallelFetch contributors. MIT licence.'
    Description            = 'Fetches many URLs in parallel: URLs in from the pipeline, one result object per URL out, with a live throttle, one shared connection pool and an error for each failure.'
    PowerShellVersion      = '7.4'
    CompatiblePSEditions   = @('Core')

    CmdletsToExport        = @(
        'Start-ParallelFetch'
        'Wait-ParallelFetch'
        'Get-ParallelFetch'
        'Stop-ParallelFetch'
        'Get-ParallelFetchLimit'
        'Set-ParallelFetchLimit'
        'Measure-ParallelFetch'
    )
    AliasesToExport        = @('Invoke-ParallelFetch')
    FunctionsToExport      = @()
    VariablesToExport      = @()

    FormatsToProcess       = @('bin/ParallelFetch.Format.ps1xml')
    TypesToProcess         = @('bin/ParallelFetch.Types.ps1xml')

    PrivateData            = @{
        PSData = @{
            Tags         = @('http', 'https', 'web', 'download', 'parallel', 'fetch', 'curl', 'throttle', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            # build.ps1 Package puts the newest section of CHANGELOG.md here.
            ReleaseNotes = 'See CHANGELOG.md.'

            # For the owner to fill in before publishing; the Gallery shows them. There is no site of the project yet.
            # The build makes the online help of ProjectUri, too (docs/maintaining.md).
            # ProjectUri = ''
            # LicenseUri = ''
            # IconUri    = ''
        }
    }
}
