<#
    Runs the examples of the help pages, the about topics, README.md and the pages in docs against the loopback server, as they
    are printed: only https://example.com is replaced by the server's address.
#>

BeforeDiscovery {
    . $PSScriptRoot/documents.ps1
    $pages = Get-ChildItem (Join-Path $DocumentRoot docs en-US) -Filter *-*.md | ForEach-Object {
        $page = $_.BaseName
        Get-MarkdownExample $_.FullName | ForEach-Object { $_.Page = $page; $_ }
    }
    $topics = Get-ChildItem (Join-Path $DocumentRoot docs en-US) -Filter about_*.help.txt | ForEach-Object {
        $page = $_.Name -replace '\.help\.txt$'
        Get-TopicExample $_.FullName | ForEach-Object { $_.Page = $page; $_ }
    }

    # What is about building and installing is for other tests.
    $snippets = 'README.md', 'docs/files.md', 'docs/long-batches.md', 'docs/being-a-good-client.md' | ForEach-Object {
        $page = $_
        Get-MarkdownExample (Join-Path $DocumentRoot $_) | Where-Object Name -NotIn 'Install' | ForEach-Object { $_.Page = $page; $_ }
    }
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    . $PSScriptRoot/documents.ps1
    $server = Start-LoopbackServer

    # What an example reads has to be there: the files that its text speaks of.
    function New-ExampleFolder([scriptblock] $Localise) {
        $folder = (New-Item (Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))) -ItemType Directory).FullName
        $files = @{
            'urls.txt'       = "# The pages`nhttps://example.com/text/a`n`nhttps://example.com/file/2000/b.bin`nhttps://example.com/status/404`n"
            'hosts.txt'      = "https://example.com/text/a`nhttps://example.com/text/b`n"
            'jobs.csv'       = "Id,Method,Url,Headers,ContentType,Body`n1,,https://example.com/text/a,,,`n2,Post,https://example.com/echo,X-Trace: 7,application/json,`"{`"`"a`"`":1}`"`n"
            'jobs.json'      = '[{ "Url": "https://example.com/echo", "Method": "Post", "Body": { "a": 1 }, "ContentType": "application/json" }]'
            'downloads.csv'  = "Url,Name,OutFile,FileHash`nhttps://example.com/text/a,a.txt,./a.txt,sha256:$(Get-TextHash '/text/a')`nhttps://example.com/text/b,b.txt,./b.txt,sha256:$(Get-TextHash '/text/b')`n"
            'reports/1.csv'  = 'Id,Name'
            'reports/2.csv'  = 'Id,Name'
        }
        foreach ($name in $files.Keys) {
            $null = New-Item (Join-Path $folder $name) -Value (& $Localise $files[$name]) -Force
        }

        $folder
    }

    function Get-TextHash([string] $Text) {
        [System.Convert]::ToHexString([System.Security.Cryptography.SHA256]::HashData([System.Text.Encoding]::UTF8.GetBytes($Text)))
    }

    # Each example has a part of the server of its own, where nobody has been before.
    function Test-Example($Example, [scriptblock] $Preparation = {}) {
        $scope = New-Scope $server
        $places = [ordered]@{
            $scope.HttpsUrl('').TrimEnd('/') = 'https://example.com'
            $scope.Url('').TrimEnd('/')      = 'http://example.com'
            ([uri]$server.Https).Authority   = 'example.com'
            ([uri]$server.Http).Authority    = 'example.com'
            "/s/$($scope.Name)/"             = '/'
        }
        $localise = {
            param($text)
            $text -replace 'https://example\.com\b', $scope.HttpsUrl('').TrimEnd('/') -replace 'http://example\.com\b', $scope.Url('').TrimEnd('/')
        }.GetNewClosure()
        $folder = New-ExampleFolder $localise
        $shell = New-ExampleShell $ManifestPath $folder
        try {
            # The server's certificate is its own.
            $before = "`$PSDefaultParameterValues = @{ '*-ParallelFetch:SkipCertificateCheck' = `$true }`n" + (& $localise $Preparation.ToString())
            Assert-Example @{ Line = 'before'; Output = $null } (Invoke-Example $shell $before)
            Assert-Example $Example (Invoke-Example $shell (& $localise $Example.Code)) -Address $places
        }
        finally {
            Remove-ExampleShell $shell
        }
    }
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'The example "<Name>" of <Page>' -ForEach $pages {
    It 'runs as printed' {
        Test-Example $_
    }
}

Describe 'The snippet in line <Line> of <Page>, <Name>' -ForEach ($topics + $snippets) {
    It 'runs in a session that has what it speaks of' {
        Test-Example $_ -Preparation {
            $urls = 'https://example.com/text/a', 'https://example.com/text/b'
            $ids = 1..3
            $fruits = [pscustomobject]@{ Name = 'apple' }, [pscustomobject]@{ Name = 'pear' }
            $results = $urls | Start-ParallelFetch -Cookie { @{ Job = [pscustomobject]@{ Url = $_ } } }
            function Save-ToDatabase { }
        }
    }
}

Describe 'The runner of the examples' {
    It 'finds the examples of every cmdlet' {
        foreach ($cmdlet in (Import-PowerShellDataFile $ManifestPath).CmdletsToExport) {
            @(Get-MarkdownExample (Join-Path $DocumentRoot docs en-US "$cmdlet.md")).Count | Should -BeGreaterThan 0 -Because $cmdlet
        }
    }

    It 'notes an output that is not as printed, an error that is not announced, and a terminating error' {
        { Test-Example @{ Code = "'two'"; Output = 'one' } } | Should -Throw '*printed, but did not come out: one*'
        { Test-Example @{ Code = "'one'; 'two'"; Output = 'one' } } | Should -Throw '*came out, but is not printed: two*'
        { Test-Example @{ Code = "Write-Error 'no'"; Output = $null } } | Should -Throw '*has to be announced*'
        { Test-Example @{ Code = "Write-Warning 'no'"; Output = $null } } | Should -Throw '*has to be announced*'
        { Test-Example @{ Code = "throw 'no'"; Output = $null } } | Should -Throw '*terminating*'
    }

    It 'does not care for times, sizes, addresses, order and widths' {
        Test-Example @{ Code = "Start-ParallelFetch https://example.com/text/a"; Output = "Status Time Size Uri`n------ ---- ---- ---`n200 OK 1.5 ms 7 B https://example.com/text/a" }
        Test-Example @{ Code = "'a  b'; 'c'"; Output = "c`na b" }
        Test-Example @{ Code = '1..9'; Output = "3`n…" }
    }
}
