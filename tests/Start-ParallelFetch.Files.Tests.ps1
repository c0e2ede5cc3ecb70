BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer

    # A file of the server; the options are described in tests/LoopbackServer/Raw/Files.
    function Get-FileUrl([string] $Name, [string] $Options) {
        $scope.RawUrl("file/${Name}?$Options")
    }

    function Get-Hash([string] $Path, [string] $Algorithm = 'SHA256') {
        (Get-FileHash -LiteralPath $Path -Algorithm $Algorithm).Hash
    }

    # Hidden files, too, but for the indexes of folders.
    function Get-Name {
        @(Get-ChildItem -LiteralPath $folder -Recurse -Force -File | ForEach-Object Name | Where-Object { $_ -ne '.parallelfetch.index' } | Sort-Object)
    }
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'Start-ParallelFetch and files' {
    BeforeEach {
        $scope = New-Scope $server
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
    }

    Context 'OutFile' {
        It 'saves what Invoke-WebRequest saves' {
            $url = Get-FileUrl 'a.bin'
            Invoke-WebRequest $url -OutFile "$folder/expected.bin"
            $result = Start-ParallelFetch $url -OutFile "$folder/a.bin"
            $result.OutFile | Should -Be (Join-Path $folder 'a.bin')
            $result.Content | Should -BeNullOrEmpty
            Get-Hash "$folder/a.bin" | Should -Be (Get-Hash "$folder/expected.bin")
        }

        It 'binds from a CSV file' {
            @('Uri,OutFile') + @(1..5 | ForEach-Object { "$(Get-FileUrl "$_.bin" "seed=$_"),$folder/saved-$_.bin" }) | Set-Content "$folder/jobs.csv"
            $results = @(Import-Csv "$folder/jobs.csv" | Start-ParallelFetch)
            $results.Count | Should -Be 5
            @(Get-Name).Count | Should -Be 6
        }
    }

    Context 'OutDirectory' {
        It 'gives each of several files with one name a name of its own, and says so' {
            $output = 1..3 | ForEach-Object { Get-FileUrl "$_/data.json" "seed=$_" } | Start-ParallelFetch -OutDirectory $folder -Verbose 4>&1
            Get-Name | Should -Be 'data (1).json', 'data (2).json', 'data.json'
            @($output | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] -and $_.Message -like 'Saved *' }).Count | Should -Be 2
        }

        It 'never replaces the file of another URL in a later call, as of what is tried again' {
            $urls = 1..3 | ForEach-Object { Get-FileUrl "$_/data.json" "seed=$_&size=100$(if ($_ -eq 2) { '&fail=404&failTimes=1' })" }
            $results = $urls | Start-ParallelFetch -OutDirectory $folder -FailOnHttpError -ErrorAction SilentlyContinue
            $again = $results | Where-Object Error | Start-ParallelFetch -OutDirectory $folder
            Get-Name | Should -Be 'data (1).json', 'data (2).json', 'data.json'
            Split-Path $again.OutFile -Leaf | Should -Be 'data (1).json'
        }

        It 'makes folders for hosts and paths with -Layout Tree' {
            $results = 'a/b/1.bin', 'a/2.bin' | ForEach-Object { Get-FileUrl $_ } | Start-ParallelFetch -OutDirectory $folder -Layout Tree -InOrder
            $results.OutFile | ForEach-Object { $_ -replace '\\', '/' -replace '.*/file/' } | Should -Be 'a/b/1.bin', 'a/2.bin'
            (TabExpansion2 'Start-ParallelFetch -Layout ').CompletionMatches.CompletionText | Should -Be 'Flat', 'Tree'
        }

        It 'excludes OutFile' {
            Get-Thrown { Start-ParallelFetch (Get-FileUrl 'a.bin') -OutFile "$folder/a" -OutDirectory $folder } | Get-ErrorId |
                Should -Be 'WebCmdletOutFileConflictException'
        }
    }

    Context 'What is there already' {
        It 'resumes a part' {
            $url = Get-FileUrl 'a.bin' 'cut=70000&cutTimes=1'
            $first = Start-ParallelFetch $url -Resume -OutFile "$folder/a.bin" -MaximumRetryCount 0 -ErrorAction SilentlyContinue
            $first.Error | Should -Not -BeNullOrEmpty
            Get-Name | Should -Be '.a.bin.partial', '.a.bin.partial.info'
            $second = Start-ParallelFetch $url -Resume -OutFile "$folder/a.bin"
            $second.StatusCode | Should -Be 206
            Invoke-WebRequest (Get-FileUrl 'b.bin') -OutFile "$folder/expected.bin"
            Get-Hash "$folder/a.bin" | Should -Be (Get-Hash "$folder/expected.bin")
        }

        It 'asks whether a file has changed' {
            $url = Get-FileUrl 'a.bin' 'changeAfter=2'
            $codes = 1..3 | ForEach-Object { (Start-ParallelFetch $url -IfChanged -OutDirectory $folder).StatusCode }
            $codes | Should -Be 200, 304, 200
        }
    }

    Context 'FileHash' {
        It 'takes what Get-FileHash makes with <_>' -ForEach 'MD5', 'SHA1', 'SHA256', 'SHA384', 'SHA512' {
            $url = Get-FileUrl 'a.bin'
            $null = Start-ParallelFetch $url -OutFile "$folder/a.bin"
            $hash = Get-Hash "$folder/a.bin" $_
            (Start-ParallelFetch $url -OutFile "$folder/b.bin" -FileHash "${_}:$hash").IsSuccess | Should -BeTrue
            (Start-ParallelFetch $url -OutFile "$folder/c.bin" -FileHash $hash).IsSuccess | Should -BeTrue
        }
    }

    Context 'WhatIf and Confirm' {
        It 'sends nothing and writes nothing with WhatIf' {
            $null = Start-ParallelFetch (Get-FileUrl 'a.bin') -OutDirectory "$folder/new" -WhatIf
            $scope.Total().requests | Should -Be 0
            Get-ChildItem $folder -Force | Should -BeNullOrEmpty
        }
    }

    Context 'Stopping' {
        It 'leaves no part after Ctrl+C' {
            $pipeline = Start-Pipeline { param($url, $folder) Start-ParallelFetch $url -OutDirectory $folder } @((Get-FileUrl 'a.bin' 'cut=70000&cutHow=hold'), $folder)
            Wait-Until { Test-Path "$folder/.a.bin.partial" }
            Stop-Pipeline $pipeline
            $pipeline.Shell.Dispose()
            $pipeline.Shell.Runspace.Dispose()
            Get-Name | Should -BeNullOrEmpty
        }

        It 'leaves no part after Select-Object -First' {
            $urls = @(Get-FileUrl 'a.bin') + @(1..5 | ForEach-Object { Get-FileUrl "$_.bin" 'cut=70000&cutHow=hold' })
            @($urls | Start-ParallelFetch -OutDirectory $folder | Select-Object -First 1).Count | Should -Be 1
            $scope.WaitUntil({ $_.concurrent -eq 0 })
            Wait-Until { -not (Get-Name | Where-Object { $_ -like '*.partial*' }) }
            Get-Name | Should -Be 'a.bin'
        }
    }
}
