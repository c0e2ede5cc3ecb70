BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'What Start-ParallelFetch sends, follows and shows' {
    BeforeEach {
        $scope = New-Scope $server
    }

    Context 'Binding by property name' {
        It 'takes the URL from a property <Name>' -ForEach @(
            @{ Name = 'Uri' }, @{ Name = 'Url' }, @{ Name = 'Link' }, @{ Name = 'Href' }, @{ Name = 'Source' }
        ) {
            ([pscustomobject]@{ $Name = $scope.Url('text/a'); Other = 1 } | Start-ParallelFetch).Content | Should -Be '/text/a'
        }

        It 'takes a Uri object from a property' {
            ([pscustomobject]@{ Uri = [uri]$scope.Url('text/a') } | Start-ParallelFetch).Content | Should -Be '/text/a'
        }

        It 'takes the rows of a CSV file' {
            $file = Join-Path $TestDrive 'jobs.csv'
            1..5 | ForEach-Object { [pscustomobject]@{ Id = $_; Url = $scope.Url("text/$_") } } | Export-Csv $file
            $results = @(Import-Csv $file | Start-ParallelFetch -Cookie { @{ Id = $_.Id } })
            ($results | Sort-Object { $_.Cookie.Id } | ForEach-Object Content) | Should -Be (1..5 | ForEach-Object { "/text/$_" })
        }

        It 'refuses an object without a URL, and goes on' {
            $items = [pscustomobject]@{ Name = 'no URL' }, [pscustomobject]@{ Url = $scope.Url('text/a') }
            $results = @($items | Start-ParallelFetch -ErrorAction SilentlyContinue -ErrorVariable errors)
            $results.Content | Should -Be '/text/a'
            @($errors).Count | Should -Be 1
        }

        It 'fetches the links of a page' {
            $page = Start-ParallelFetch $scope.Url('search?q=x&delay=0')
            $links = [regex]::Matches($page.Content, 'href="([^"]+)"') |
                ForEach-Object { [pscustomobject]@{ Href = [uri]::new($page.ResponseUri, $_.Groups[1].Value) } }
            $results = @($links | Start-ParallelFetch)
            $results.Count | Should -Be 20
            ($results.StatusCode | Sort-Object -Unique) | Should -Be 200
        }
    }

    Context 'Headers' {
        It 'sends the headers given' {
            $json = (Start-ParallelFetch $scope.Url('echo') -Headers @{ 'X-One' = 'a'; Accept = 'text/plain'; 'X-Number' = 5 }).Json
            $json.headers.'X-One' | Should -Be 'a'
            $json.headers.'X-Number' | Should -Be '5'
            $json.headers.Accept | Should -Be 'text/plain'
        }

        It 'sends one field for each item of a list' {
            $json = (Start-ParallelFetch $scope.Url('echo') -Headers @{ 'X-Many' = 'a', 'b' }).Json
            ($json.headers.'X-Many' -join ',') -replace ' ' | Should -Be 'a,b'
        }

        It 'takes them from a script block and from a property' {
            $rows = 1..3 | ForEach-Object { [pscustomobject]@{ Uri = $scope.Url('echo'); Id = $_; Headers = @{ 'X-Id' = "p$_" } } }
            ((@($rows | Start-ParallelFetch).Json.headers.'X-Id') | Sort-Object) | Should -Be 'p1', 'p2', 'p3'
            ((@($rows | Start-ParallelFetch -Headers { @{ 'X-Id' = "s$($_.Id)" } }).Json.headers.'X-Id') | Sort-Object) |
                Should -Be 's1', 's2', 's3'
        }

        It 'says who it is, and what it can decode' {
            $json = (Start-ParallelFetch $scope.Url('echo')).Json
            $json.headers.'User-Agent' | Should -BeLike '*ParallelFetch*'
            $json.headers.'Accept-Encoding' | Should -BeLike '*gzip*'
            $json.method | Should -Be 'GET'
        }

        It 'sends -UserAgent' {
            (Start-ParallelFetch $scope.Url('echo') -UserAgent 'me/1.0').Json.headers.'User-Agent' | Should -Be 'me/1.0'
        }

        It 'does not send the headers of a result that is piped in' {
            $first = Start-ParallelFetch $scope.Url('headers/many?count=3') -Cookie @{ N = 1 }
            $first.Headers.ContainsKey('X-Many-0001') | Should -BeTrue
            $again = [pscustomobject]@{ Uri = $scope.Url('echo'); Headers = $first.Headers } | Start-ParallelFetch
            $again.Json.headers.PSObject.Properties.Name | Should -Not -Contain 'X-Many-0001'
            $again.Json.headers.PSObject.Properties.Name | Should -Not -Contain 'Content-Type'
        }

        It 'fetches a result that is piped in again, cookie included' {
            $first = Start-ParallelFetch $scope.Url('echo') -Cookie @{ N = 1 }
            $again = $first | Start-ParallelFetch
            $again.Uri | Should -Be $first.Uri
            [object]::ReferenceEquals($again.Cookie, $first.Cookie) | Should -BeTrue
            $again.Json.headers.PSObject.Properties.Name | Should -Not -Contain 'Content-Length'
            $scope.Total().requests | Should -Be 2
        }
    }

    Context 'Redirects' {
        It 'follows them and counts' {
            $result = Start-ParallelFetch $scope.Url('redirect/3')
            $result.StatusCode | Should -Be 200
            $result.Redirects | Should -Be 3
            $result.ResponseUri.AbsolutePath | Should -BeLike '*/echo'
            $result.Uri.AbsolutePath | Should -BeLike '*/redirect/3'
        }

        It 'returns the redirect itself with -MaximumRedirection 0' {
            $result = Start-ParallelFetch $scope.Url('redirect/3') -MaximumRedirection 0 -ErrorVariable errors
            $result.StatusCode | Should -Be 302
            $result.Headers['Location'] | Should -BeLike '*/redirect/2'
            $errors | Should -BeNullOrEmpty
        }

        It 'returns a redirect without a Location as it is' {
            $result = Start-ParallelFetch $scope.Url('redirect-nolocation') -ErrorVariable errors
            $result.StatusCode | Should -Be 302
            $errors | Should -BeNullOrEmpty
        }

        It 'follows from http to https' {
            $target = [uri]::EscapeDataString($scope.HttpsUrl('text/safe'))
            $result = Start-ParallelFetch $scope.Url("redirect-to?url=$target") -SkipCertificateCheck
            $result.Content | Should -Be '/text/safe'
            $result.ResponseUri.Scheme | Should -Be 'https'
        }
    }

    Context 'HTTP versions and TLS' {
        It 'speaks HTTP/2 on https' {
            $result = Start-ParallelFetch $scope.HttpsUrl('echo') -SkipCertificateCheck
            $result.HttpVersion | Should -Be ([version]'2.0')
            $result.Json.protocol | Should -Be 'HTTP/2'
        }

        It 'speaks HTTP/1.1 with -HttpVersion <Given>' -ForEach @{ Given = '1.1' }, @{ Given = 1.1 }, @{ Given = [version]'1.1' } {
            $result = Start-ParallelFetch $scope.HttpsUrl('echo') -SkipCertificateCheck -HttpVersion $Given
            $result.HttpVersion | Should -Be ([version]'1.1')
        }

        It 'keeps the limit over one HTTP/2 connection' {
            $run = Start-Pipeline {
                param($url)
                @($url) * 25 | Start-ParallelFetch -Throttle 8 -SkipCertificateCheck
            } $scope.HttpsUrl('gate/g')
            $scope.WaitForGate('g', 8)
            $scope.Release('g')
            @(Complete-Pipeline $run).Count | Should -Be 25
            $scope.Total().peak | Should -Be 8
        }
    }

    Context 'Progress' {
        It 'shows progress, and takes it away at the end' {
            $run = Start-Pipeline { param($url) @($url) * 3 | Start-ParallelFetch } $scope.Url('gate/g')
            Wait-Until { $run.Shell.Streams.Progress.Count -ge 2 }
            $first = $run.Shell.Streams.Progress[0]
            $first.RecordType | Should -Be 'Processing'
            $first.Activity | Should -Be 'Fetching URLs'
            $first.StatusDescription | Should -BeLike '0 of 3 done, 0 failed, 3 in flight*'
            $scope.Release('g')
            Wait-Until { $run.Async.IsCompleted }
            $run.Shell.Streams.Progress[-1].RecordType | Should -Be 'Completed'
            @($run.Shell.Streams.Progress.ActivityId | Sort-Object -Unique).Count | Should -Be 1
            $null = Complete-Pipeline $run
        }

        It 'knows the total of an argument list' {
            $run = Start-Pipeline { param($url) Start-ParallelFetch $url, $url, $url } $scope.Url('gate/g')
            Wait-Until { $run.Shell.Streams.Progress.Count -ge 1 }
            $run.Shell.Streams.Progress[0].StatusDescription | Should -BeLike '0 of 3 done*'
            $run.Shell.Streams.Progress[0].PercentComplete | Should -Be 0
            $scope.Release('g')
            $null = Complete-Pipeline $run
        }

        It 'shows none with <Way>' -ForEach @(
            @{ Way = '$ProgressPreference'; Script = { param($url) $ProgressPreference = 'SilentlyContinue'; Start-ParallelFetch $url } }
            @{ Way = '-ProgressAction'; Script = { param($url) Start-ParallelFetch $url -ProgressAction SilentlyContinue } }
        ) {
            $silent = Start-Pipeline $Script $scope.Url('gate/g')
            $scope.WaitForGate('g', 1)
            # As long as it takes another call to report twice, this one should have, too.
            $loud = Start-Pipeline { param($url) Start-ParallelFetch $url } $scope.Url('gate/g')
            Wait-Until { $loud.Shell.Streams.Progress.Count -ge 3 }
            $silent.Shell.Streams.Progress.Count | Should -Be 0
            $scope.Release('g')
            Wait-Until { $silent.Async.IsCompleted }
            $silent.Shell.Streams.Progress.Count | Should -Be 0
            $null = Complete-Pipeline $silent
            $null = Complete-Pipeline $loud
        }

        It 'leaves no record of a short call' {
            $run = Start-Pipeline { param($urls) $urls | Start-ParallelFetch } @($scope.Url('text/1'))
            Wait-Until { $run.Async.IsCompleted }
            $records = @($run.Shell.Streams.Progress)
            @($records | Where-Object RecordType -EQ 'Completed').Count | Should -Be ([Math]::Min(1, $records.Count))
            $null = Complete-Pipeline $run
        }
    }
}
