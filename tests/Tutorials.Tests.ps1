<#
    Follows the tutorials literally: all their blocks in order in one session, against the demo server. Only the module's path,
    the ports and the current folder are not those of a user.
#>

BeforeDiscovery {
    . $PSScriptRoot/documents.ps1
    $tutorials = Get-ChildItem (Join-Path $DocumentRoot docs tutorials) -Filter *.md | ForEach-Object { @{ Tutorial = $_.BaseName; Path = $_.FullName } }
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    . $PSScriptRoot/documents.ps1
}

Describe 'The tutorial <Tutorial>' -ForEach $tutorials {
    BeforeAll {
        # A server that nobody else has changed.
        $server = Start-LoopbackServer -Fresh
        $http, $proxy = $server.Http, $server.Proxy | ForEach-Object { ([uri]$_).Port }
        $places = [ordered]@{ ":$http" = ':8080'; ":$proxy" = ':8081' }
        $folder = (New-Item (Join-Path $TestDrive $Tutorial) -ItemType Directory).FullName

        function Convert-Code([string] $Code) {
            $Code.Replace('./ParallelFetch.psd1', $ManifestPath).Replace(':8080', ":$http").Replace(':8081', ":$proxy")
        }
    }

    AfterAll {
        Stop-LoopbackServer $server
    }

    It 'can be followed literally' {
        $shell = New-ExampleShell $ManifestPath $folder
        try {
            $blocks = @(Get-MarkdownExample $Path)
            $blocks.Count | Should -BeGreaterThan 3
            foreach ($block in $blocks) {
                Assert-Example $block (Invoke-Example $shell (Convert-Code $block.Code)) -Address $places
            }
        }
        finally {
            Remove-ExampleShell $shell
        }

        Get-ChildItem $folder -Force | Should -BeNullOrEmpty -Because 'a tutorial tidies up what it makes'
    }
}

Describe 'The index of the documents' {
    BeforeAll {
        $docs = Join-Path $RepositoryRoot docs
        $targets = [regex]::Matches((Get-Content (Join-Path $docs README.md) -Raw), '\]\(([^)#]+)\)') | ForEach-Object { $_.Groups[1].Value }
    }

    It 'leads to every document' {
        $all = Get-ChildItem $docs -Recurse -File | Where-Object { $_.Extension -eq '.md' -or $_.Name -like '*.help.txt' } |
            ForEach-Object { [System.IO.Path]::GetRelativePath($docs, $_.FullName).Replace('\', '/') } |
            Where-Object { $_ -notin 'README.md', 'en-US/ParallelFetch.md' }
        $all | Where-Object { $_ -notin $targets } | Should -BeNullOrEmpty
    }

    It 'and every other document lead nowhere that is not there' {
        $dead = foreach ($page in @(Get-ChildItem $docs -Recurse -Filter *.md) + (Get-Item (Join-Path $RepositoryRoot README.md))) {
            foreach ($match in [regex]::Matches((Get-Content $page -Raw), '\]\(((?!https?:)[^)#]+)(#[^)]*)?\)')) {
                if (-not (Test-Path (Join-Path $page.DirectoryName $match.Groups[1].Value))) { "$($page.Name): $($match.Groups[1].Value)" }
            }
        }
        $dead | Should -BeNullOrEmpty
    }
}
