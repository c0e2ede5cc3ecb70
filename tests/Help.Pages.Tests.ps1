<# The help pages: valid for PlatyPS, found by Get-Help, and honest about where the online help is. #>

BeforeDiscovery {
    $pages = Get-ChildItem (Join-Path (Split-Path $PSScriptRoot) docs en-US) -Filter *-*.md | ForEach-Object { @{ Page = $_.Name; Path = $_.FullName } }
    $topics = Get-ChildItem (Join-Path (Split-Path $PSScriptRoot) docs en-US) -Filter about_*.help.txt | ForEach-Object { @{ Topic = $_.Name -replace '\.help\.txt$'; Path = $_.FullName } }
    $withoutPlatyPS = -not (Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable)
    if ($withoutPlatyPS) {
        Write-Warning 'THE HELP PAGES ARE NOT CHECKED AGAINST THE SCHEMA: Microsoft.PowerShell.PlatyPS is not installed. Install-PSResource Microsoft.PowerShell.PlatyPS gets it.'
    }
}

BeforeAll {
    . $PSScriptRoot/common.ps1
}

Describe 'The pages of the cmdlets' {
    BeforeAll {
        # In a process of its own: PlatyPS brings assemblies that the tests do not need.
        function Get-InvalidPage([string] $Folder) {
            $pwsh = Get-PowerShellProgram
            $first = $pwsh.Arguments
            & $pwsh.Path @first -NoProfile -NonInteractive -Command {
                param($folder)
                Import-Module Microsoft.PowerShell.PlatyPS
                foreach ($page in Get-ChildItem $folder -Filter *-*.md) {
                    try {
                        $messages = (Import-MarkdownCommandHelp $page.FullName).Diagnostics.Messages
                        if (-not (Test-MarkdownCommandHelp $page.FullName) -or $messages.Severity -contains 'Error') { $page.Name }
                    }
                    catch {
                        $page.Name
                    }
                }
            } -args $Folder
        }
    }

    It 'follow the schema of PlatyPS' -Skip:$withoutPlatyPS {
        Get-InvalidPage (Join-Path $RepositoryRoot docs en-US) | Should -BeNullOrEmpty
    }

    It 'would not, without a section' -Skip:$withoutPlatyPS {
        $page = Get-Content (Join-Path $RepositoryRoot docs en-US Get-ParallelFetch.md) -Raw
        $page -replace '(?m)^## INPUTS$' | Set-Content (Join-Path $TestDrive Get-ParallelFetch.md)
        Get-InvalidPage $TestDrive | Should -Be 'Get-ParallelFetch.md'
    }
}

Describe 'The page <Page>' -ForEach $pages {
    It 'has parameters and types as the cmdlet has them' {
        $command = Get-Command ($Page -replace '\.md$')
        $text = Get-Content $Path -Raw
        foreach ($match in [regex]::Matches($text, '(?ms)^### -(\w+)$.*?^```yaml\nType: (\S+)')) {
            $parameter = $command.Parameters[$match.Groups[1].Value]
            $parameter | Should -Not -BeNullOrEmpty -Because "-$($match.Groups[1].Value) is described"
            $match.Groups[2].Value -replace '`\d.*' -replace '.*\.' | Should -Be ($parameter.ParameterType.FullName -replace '`\d.*' -replace '.*\.') -Because "-$($parameter.Name)"
        }
    }
}

Describe 'The topic <Topic>' -ForEach $topics {
    It 'is found by Get-Help, as it is in docs' {
        (Get-Help $Topic | Out-String).ReplaceLineEndings("`n").Trim() | Should -Be (Get-Content $Path -Raw).ReplaceLineEndings("`n").Trim()
    }

    It 'fits into 80 columns' {
        Get-Content $Path | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }
}

Describe 'Online help' {
    It 'is nowhere as long as the project has no address, and else at the page of the cmdlet' {
        $address = (Import-PowerShellDataFile $ManifestPath).PrivateData.PSData['ProjectUri']
        foreach ($name in (Get-Module ParallelFetch).ExportedCmdlets.Keys) {
            $links = @((Get-Help $name).relatedLinks.navigationLink.uri) -ne $null
            if ($address) {
                $links[0] | Should -BeLike "$($address.TrimEnd('/'))/*/docs/en-US/$name.md"
            }
            else {
                $links | Should -BeNullOrEmpty -Because 'Get-Help -Online would open it, whatever it is about'
                { Get-Help $name -Online } | Should -Throw -ErrorId 'InvalidOperation*'
            }
        }
    }
}
