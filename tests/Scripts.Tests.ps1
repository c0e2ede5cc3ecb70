BeforeDiscovery {
    $root = Split-Path $PSScriptRoot
    $hasAnalyzer = [bool] (Get-Module PSScriptAnalyzer -ListAvailable)
    if (-not $hasAnalyzer) {
        Write-Warning 'THE SCRIPTS ARE NOT ANALYSED: PSScriptAnalyzer is not installed. Install-PSResource PSScriptAnalyzer gets it.'
    }

    $scripts = @(Get-ChildItem $root -File -Recurse -Include *.ps1, *.psm1, *.psd1 |
            Where-Object FullName -NotMatch '[\\/](bin|obj|out|artifacts)[\\/]' |
            ForEach-Object { @{ Name = $_.FullName.Substring($root.Length + 1); Path = $_.FullName } })
}

Describe 'The scripts of the repository' {
    It '<Name> can be parsed' -ForEach $scripts {
        $errors = $null
        $null = [System.Management.Automation.Language.Parser]::ParseFile($Path, [ref] $null, [ref] $errors)

        $errors | Should -BeNullOrEmpty
    }

    It 'PSScriptAnalyzer finds nothing in <Name>' -ForEach $scripts -Skip:(-not $hasAnalyzer) {
        $settings = Join-Path (Split-Path $PSScriptRoot) PSScriptAnalyzerSettings.psd1

        Invoke-ScriptAnalyzer -Path $Path -Settings $settings |
            ForEach-Object { "$($_.Line): $($_.RuleName): $($_.Message)" } |
            Should -BeNullOrEmpty
    }
}
