BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'Start-ParallelFetch' {
    BeforeEach {
        $scope = New-Scope $server
    }

    Context 'URLs in, results out' {
        It 'fetches every line of a file' {
            $file = Join-Path $TestDrive 'urls.txt'
            1..100 | ForEach-Object { $scope.Url("text/$_") } | Set-Content $file

            $results = @(Get-Content $file | Start-ParallelFetch -Throttle 20)

            $results.Count | Should -Be 100
            ($results.Content | Sort-Object) | Should -Be (1..100 | ForEach-Object { "/text/$_" } | Sort-Object)
            ($results.IsSuccess | Sort-Object -Unique) | Should -Be $true
            $scope.Total().requests | Should -Be 100
        }

        It 'gives one result for each URL, repeated ones too' {
            $results = @(@($scope.Url('text/same')) * 7 | Start-ParallelFetch)
            $results.Count | Should -Be 7
            $scope.Total().requests | Should -Be 7
        }

        It 'takes an array as argument' {
            @(Start-ParallelFetch $scope.Url('text/a'), $scope.Url('text/b')).Count | Should -Be 2
            @(Start-ParallelFetch -Uri $scope.Url('text/a'), $scope.Url('text/b')).Count | Should -Be 2
        }

        It 'takes Uri objects' {
            $uri = [uri]$scope.Url('text/a')
            ($uri | Start-ParallelFetch).Content | Should -Be '/text/a'
            (Start-ParallelFetch $uri).Uri | Should -Be $uri
        }

        It 'takes nested and mixed lists' {
            $list = [System.Collections.Generic.List[object]]@($scope.Url('text/a'), [uri]$scope.Url('text/b'))
            @(Start-ParallelFetch $list).Count | Should -Be 2
        }

        It 'puts http:// before a bare host' {
            $result = Start-ParallelFetch ($scope.Url('text/a') -replace '^http://')
            $result.StatusCode | Should -Be 200
            $result.ResponseUri.Scheme | Should -Be 'http'
        }

        It 'is Invoke-ParallelFetch too' {
            (Invoke-ParallelFetch $scope.Url('text/a')).Content | Should -Be '/text/a'
        }

        It 'emits FetchResult objects with what the response told' {
            $result = Start-ParallelFetch $scope.Url('redirect/1')
            $result | Should -BeOfType ParallelFetch.FetchResult
            $result.Uri | Should -Be ([uri]$scope.Url('redirect/1'))
            $result.ResponseUri | Should -Be ([uri]$scope.Url('echo'))
            $result.StatusCode | Should -Be 200
            $result.StatusCode | Should -BeOfType int
            $result.StatusDescription | Should -Be 'OK'
            $result.ContentBytes.Length | Should -Be $result.RawContentLength
            $result.ContentType | Should -Be 'application/json; charset=utf-8'
            @($result.Headers['content-type']) | Should -Be $result.ContentType
            $result.Attempts | Should -Be 1
            $result.Redirects | Should -Be 1
            $result.HttpVersion | Should -Be ([version]'1.1')
            $result.StartTime | Should -BeOfType System.DateTimeOffset
            $result.Elapsed | Should -BeGreaterThan ([timespan]::Zero)
            $result.Timing.Headers | Should -BeLessOrEqual $result.Elapsed
            $result.Error | Should -BeNullOrEmpty
            $result.Cookie | Should -BeNullOrEmpty
        }

        It 'does nothing for an empty list' {
            @() | Start-ParallelFetch | Should -BeNullOrEmpty
            Start-ParallelFetch -Uri @() | Should -BeNullOrEmpty
        }

        It 'emits results while input is still coming' {
            $seen = [System.Collections.Generic.List[object]]::new()
            & {
                for ($i = 0; $i -lt 20000 -and $seen.Count -eq 0; $i++) { $scope.Url("text/$i") }
            } | Start-ParallelFetch | ForEach-Object { $seen.Add($_) }
            $scope.Total().requests | Should -BeLessThan 20000
            $seen.Count | Should -Be $scope.Total().requests
        }

        It 'skips blank lines and comments, and says so when verbose' {
            $lines = '', '   ', '# a comment', '  # another', $scope.Url('text/a'), "`t"
            $output = $lines | Start-ParallelFetch -Verbose 4>&1
            @($output | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] -and $_.Message -like '*skip*' }).Count |
                Should -Be 5
            @($output | Where-Object { $_ -is [ParallelFetch.FetchResult] }).Count | Should -Be 1
            $scope.Total().requests | Should -Be 1
        }

        It 'keeps the white space around a URL out of the request' {
            ("  $($scope.Url('text/a'))  " | Start-ParallelFetch).Content | Should -Be '/text/a'
        }

        It 'takes its defaults from $PSDefaultParameterValues' {
            $PSDefaultParameterValues = @{ 'Start-ParallelFetch:UserAgent' = 'from-defaults' }
            (Start-ParallelFetch $scope.Url('echo')).Json.headers.'User-Agent' | Should -Be 'from-defaults'
        }

        It 'takes splatted parameters' {
            $parameters = @{ Throttle = 3; UserAgent = 'splat'; Cookie = @{ N = 1 } }
            $result = $scope.Url('echo') | Start-ParallelFetch @parameters
            $result.Json.headers.'User-Agent' | Should -Be 'splat'
            $result.Cookie.N | Should -Be 1
        }
    }

    Context 'The limit' {
        It 'keeps exactly -Throttle requests on the wire, never one more' {
            $run = Start-Pipeline { param($url) @($url) * 60 | Start-ParallelFetch -Throttle 20 } $scope.Url('gate/g')
            $scope.WaitForGate('g', 20)
            foreach ($i in 1..15) {
                $scope.Release('g', 1)
                $scope.WaitUntil({ $_.requests -ge 20 + $i })
                $scope.WaitForGate('g', 20)
            }

            $scope.Total().concurrent | Should -Be 20
            $scope.Release('g')
            @(Complete-Pipeline $run).Count | Should -Be 60
            $scope.Total().peak | Should -Be 20
        }

        It 'holds 10 requests unless told otherwise' {
            $run = Start-Pipeline { param($url) @($url) * 30 | Start-ParallelFetch } $scope.Url('gate/g')
            $scope.WaitForGate('g', 10)
            $scope.Release('g')
            @(Complete-Pipeline $run).Count | Should -Be 30
            $scope.Total().peak | Should -Be 10
        }

        It 'goes one by one with -Throttle 1' {
            $null = 1..20 | ForEach-Object { $scope.Url("text/$_") } | Start-ParallelFetch -Throttle 1
            $scope.Total().peak | Should -Be 1
            $scope.Total().connections | Should -Be 1
        }

        It 'has no limit with -Throttle 0' {
            $run = Start-Pipeline { param($url) @($url) * 150 | Start-ParallelFetch -Throttle 0 } $scope.Url('gate/g')
            $scope.WaitForGate('g', 150)
            $scope.Release('g')
            @(Complete-Pipeline $run).Count | Should -Be 150
        }

        It 'knows -ThrottleLimit as well' {
            $run = Start-Pipeline { param($url) @($url) * 9 | Start-ParallelFetch -ThrottleLimit 3 } $scope.Url('gate/g')
            $scope.WaitForGate('g', 3)
            $scope.Release('g')
            $null = Complete-Pipeline $run
            $scope.Total().peak | Should -Be 3
        }

        It 'gives the session its own limit back' {
            $null = Start-ParallelFetch $scope.Url('text/a') -Throttle 3
            (Get-ParallelFetchLimit).Throttle | Should -Be 10
        }

        It 'refuses a negative limit' {
            $thrown = Get-Thrown { $scope.Url('text/a') | Start-ParallelFetch -Throttle -1 }
            $thrown | Get-ErrorId | Should -Be 'ParameterArgumentValidationError'
            $scope.Total().requests | Should -Be 0
        }

        It 'uses no more connections than -Throttle' {
            $null = 1..300 | ForEach-Object { $scope.Url("text/$_") } | Start-ParallelFetch -Throttle 5
            $scope.Total().requests | Should -Be 300
            $scope.Total().connections | Should -BeLessOrEqual 5
        }

        It 'keeps connections from call to call' {
            Invoke-InSession {
                param($urls)
                1..4 | ForEach-Object { $null = $urls | Start-ParallelFetch -Throttle 5 }
            } (, @(1..50 | ForEach-Object { $scope.Url("text/$_") }))
            $scope.Total().requests | Should -Be 200
            $scope.Total().connections | Should -BeLessOrEqual 5
        }

        It 'shares the session''s connections with background fetches' {
            $urls = @(1..20 | ForEach-Object { $scope.Url("text/$_") })
            Invoke-InSession {
                param($urls)
                $null = $urls | Start-ParallelFetch -Throttle 2
                Set-ParallelFetchLimit 2
                $urls | Start-ParallelFetch -NoWait
                $null = Wait-ParallelFetch
            } (, $urls)
            $scope.Total().connections | Should -BeLessOrEqual 2
        }
    }

    Context 'Order' {
        It 'emits in order of completion' {
            $run = Start-Pipeline { param($urls) $urls | Start-ParallelFetch } (, @($scope.Url('gate/first'), $scope.Url('text/second')))
            Wait-Until { $run.Output.Count -eq 1 }
            $run.Output[0].Content | Should -Be '/text/second'
            $scope.Release('first')
            @(Complete-Pipeline $run).Content | Should -Be '/text/second', 'gate first'
        }

        It 'emits in order of input with -InOrder' {
            $urls = @($scope.Url('gate/first')) + (1..20 | ForEach-Object { $scope.Url("text/$_") })
            $run = Start-Pipeline { param($urls) $urls | Start-ParallelFetch -InOrder } (, $urls)
            $scope.WaitUntil({ $_.requests -eq 21 -and $_.concurrent -eq 1 })
            $run.Output.Count | Should -Be 0
            $scope.Release('first')
            @(Complete-Pipeline $run).Content | Should -Be (@('gate first') + (1..20 | ForEach-Object { "/text/$_" }))
        }

        It 'keeps failures in their place with -InOrder' {
            $urls = $scope.Url('text/1'), 'ftp://x/', $server.Refused, $scope.Url('text/4')
            $results = @($urls | Start-ParallelFetch -InOrder -ErrorAction SilentlyContinue)
            @($results | ForEach-Object { "$($_.Uri)" }).TrimEnd('/') | Should -Be $urls.TrimEnd('/')
        }

        It 'does not read the input without end while -InOrder waits for the first' {
            $run = Start-Pipeline {
                param($first, $next)
                $count = [ref]0
                & { $first; while ($true) { $count.Value++; $next } } | Start-ParallelFetch -InOrder -Throttle 4 | Select-Object -First 1
                $count.Value
            } $scope.Url('gate/first'), $scope.Url('text/x')
            $scope.WaitUntil({ $_.requests -gt 200 })
            $scope.Release('first')
            $output = @(Complete-Pipeline $run)
            $output[0].Content | Should -Be 'gate first'
            $output[1] | Should -BeLessThan 5000
        }
    }

    Context 'Cookies' {
        It 'gives back the same instance' {
            $cookie = @{ Key = 'value' }
            $results = @(1..5 | ForEach-Object { $scope.Url("text/$_") } | Start-ParallelFetch -Cookie $cookie)
            $results.Count | Should -Be 5
            foreach ($result in $results) {
                [object]::ReferenceEquals($result.Cookie, $cookie) | Should -BeTrue
            }
        }

        It 'gives it back with a failure as well' {
            $cookie = @{ Key = 'value' }
            $results = @('ftp://x/', $server.Refused | Start-ParallelFetch -Cookie $cookie -ErrorAction SilentlyContinue)
            $results.Count | Should -Be 2
            foreach ($result in $results) {
                [object]::ReferenceEquals($result.Cookie, $cookie) | Should -BeTrue
            }
        }

        It 'takes one per URL by property name' {
            $jobs = 1..5 | ForEach-Object { [pscustomobject]@{ Uri = $scope.Url("text/$_"); Cookie = @{ N = $_ } } }
            $results = @($jobs | Start-ParallelFetch)
            foreach ($result in $results) {
                $result.Content | Should -Be "/text/$($result.Cookie.N)"
            }

            ($results.Cookie.N | Sort-Object) | Should -Be (1..5)
        }

        It 'takes a script block for each URL' {
            $rows = 1..5 | ForEach-Object { [pscustomobject]@{ Id = $_; Url = $scope.Url("text/$_") } }
            $results = @($rows | Start-ParallelFetch -Cookie { @{ Row = $_.Id } })
            foreach ($result in $results) {
                $result.Content | Should -Be "/text/$($result.Cookie.Row)"
            }

            $results.Count | Should -Be 5
        }

        It 'takes a script block for plain strings' {
            $results = @(1..5 | ForEach-Object { $scope.Url("text/$_") } | Start-ParallelFetch -Cookie { @{ Source = $_ } })
            foreach ($result in $results) {
                $result.Cookie.Source | Should -Be $result.Uri.OriginalString
            }
        }

        It 'knows it as -<Name>' -ForEach @{ Name = 'Tag' }, @{ Name = 'State' } {
            $parameters = @{ $Name = @{ A = 1 } }
            (Start-ParallelFetch $scope.Url('text/a') @parameters).Cookie.A | Should -Be 1
        }

        It 'makes a hashtable of <Kind>' -ForEach @(
            @{ Kind = 'an ordered dictionary'; Make = { [ordered]@{ A = 1 } } }
            @{ Kind = 'a generic dictionary'; Make = { $d = [System.Collections.Generic.Dictionary[string, int]]::new(); $d['A'] = 1; $d } }
            @{ Kind = 'an object'; Make = { '{"A":1}' | ConvertFrom-Json } }
        ) {
            $result = Start-ParallelFetch $scope.Url('text/a') -Cookie (& $Make)
            $result.Cookie | Should -BeOfType hashtable
            $result.Cookie.A | Should -Be 1
        }
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

        It 'follows up to -MaximumRedirection' {
            (Start-ParallelFetch $scope.Url('redirect/3') -MaximumRedirection 3).StatusCode | Should -Be 200
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

        It 'keeps Authorization within the origin and drops it across origins' {
            $headers = @{ Authorization = 'Bearer secret'; 'X-Other' = 'kept' }
            $same = (Start-ParallelFetch $scope.Url('redirect/1') -Headers $headers).Json
            $same.headers.Authorization | Should -Be 'Bearer secret'

            $other = $scope.Url('echo').Replace('127.0.0.1', 'localhost')
            $crossed = (Start-ParallelFetch $scope.Url("redirect-to?url=$([uri]::EscapeDataString($other))") -Headers $headers).Json
            $crossed.headers.PSObject.Properties.Name | Should -Not -Contain 'Authorization'
            $crossed.headers.'X-Other' | Should -Be 'kept'
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

        It 'takes 2 for 2.0' {
            (Start-ParallelFetch $scope.HttpsUrl('echo') -SkipCertificateCheck -HttpVersion 2).Json.protocol | Should -Be 'HTTP/2'
        }

        It 'refuses a version that does not exist' {
            $thrown = Get-Thrown { Start-ParallelFetch $scope.Url('text/a') -HttpVersion 7 }
            $thrown.Exception.Message | Should -BeLike "*'7' is not an HTTP version*"
        }

        It 'stays at HTTP/1.1 on plain http' {
            (Start-ParallelFetch $scope.Url('echo')).HttpVersion | Should -Be ([version]'1.1')
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

        It 'completes -HttpVersion' {
            $line = 'Start-ParallelFetch -HttpVersion '
            $completion = [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)
            $completion.CompletionMatches.CompletionText | Should -Contain '2.0'
        }
    }

    Context 'Progress' {
        It 'shows progress, and takes it away at the end' {
            $run = Start-Pipeline { param($url) @($url) * 3 | Start-ParallelFetch } $scope.Url('gate/g')
            Wait-Until { $run.Shell.Streams.Progress.Count -ge 2 }
            $first = $run.Shell.Streams.Progress[0]
            $first.RecordType | Should -Be 'Processing'
            $first.Activity | Should -Be 'Fetching URLs'
            $first.StatusDescription | Should -BeLike '0 done, 0 failed, 3 in flight*'
            $scope.Release('g')
            Wait-Until { $run.Async.IsCompleted }
            $run.Shell.Streams.Progress[-1].RecordType | Should -Be 'Completed'
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

    Context '-NoWait' {
        AfterEach {
            Stop-ParallelFetch -Confirm:$false
            $null = Wait-ParallelFetch -ErrorAction SilentlyContinue
        }

        It 'emits nothing and returns while the fetches run' {
            1..3 | ForEach-Object { Start-ParallelFetch $scope.Url('gate/g') -NoWait } | Should -BeNullOrEmpty
            $scope.WaitForGate('g', 3)
            $scope.Release('g')
            @(Wait-ParallelFetch).Content | Should -Be 'gate g', 'gate g', 'gate g'
        }

        It 'emits a handle for each URL with -PassThru' {
            $cookie = @{ N = 1 }
            $handles = @($scope.Url('gate/g'), $scope.Url('gate/g') | Start-ParallelFetch -NoWait -PassThru -Cookie $cookie)
            $handles.Count | Should -Be 2
            $handles[0] | Should -BeOfType ParallelFetch.FetchHandle
            $handles[0].State | Should -Be 'Running'
            $handles[0].Uri | Should -Be ([uri]$scope.Url('gate/g'))
            [object]::ReferenceEquals($handles[1].Cookie, $cookie) | Should -BeTrue
            $handles[1].Id | Should -Be ($handles[0].Id + 1)
        }

        It 'blocks while the limit is reached' {
            $run = Start-Pipeline {
                param($url)
                Set-ParallelFetchLimit 2
                1..3 | ForEach-Object { Start-ParallelFetch $url -NoWait }
                'returned'
                @(Wait-ParallelFetch).Count
            } $scope.Url('gate/g')
            $scope.WaitForGate('g', 2)
            $run.Output.Count | Should -Be 0
            $scope.Release('g', 1)
            Wait-Until { $run.Output.Count -gt 0 }
            $run.Output[0] | Should -Be 'returned'
            $scope.WaitForGate('g', 2)
            $scope.Release('g')
            Complete-Pipeline $run | Should -Be 'returned', 3
            $scope.Total().peak | Should -Be 2
        }

        It 'keeps the limit over many calls' {
            $run = Start-Pipeline {
                param($url)
                foreach ($i in 1..40) { Start-ParallelFetch $url -NoWait -Throttle 7 }
                @(Wait-ParallelFetch).Count
            } $scope.Url('gate/g')
            $scope.WaitForGate('g', 7)
            $scope.Release('g')
            Complete-Pipeline $run | Should -Be 40
            $scope.Total().peak | Should -Be 7
        }

        It 'has failed at once for a malformed URL, and writes no error before somebody collects' {
            $handle = 'ftp://x/' | Start-ParallelFetch -NoWait -PassThru -ErrorVariable errors
            $handle.State | Should -Be 'Failed'
            $errors | Should -BeNullOrEmpty
            $result = $handle | Wait-ParallelFetch -ErrorAction SilentlyContinue -ErrorVariable errors
            $result.Error | Get-ErrorId | Should -Be 'InvalidUri'
            @($errors).Count | Should -Be 1
        }

        It 'cannot be combined with -InOrder' {
            Get-Thrown { Start-ParallelFetch $scope.Url('text/a') -NoWait -InOrder } | Get-ErrorId | Should -Be 'AmbiguousParameterSet'
        }

        It 'runs beside a streaming call' {
            Start-ParallelFetch $scope.Url('gate/g') -NoWait
            (Start-ParallelFetch $scope.Url('text/a')).Content | Should -Be '/text/a'
            $scope.Release('g')
            (Wait-ParallelFetch).Content | Should -Be 'gate g'
        }
    }
}
