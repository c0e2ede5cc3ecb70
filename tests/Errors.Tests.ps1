# One result per URL, always: what fails has its result and one error, and spoils no other URL.

BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'A URL that fails' {
    BeforeEach {
        $scope = New-Scope $server
    }

    It '<Id> (<Category>): <Name>' -ForEach @(
        @{ Name = 'a space in the host'; Id = 'InvalidUri'; Category = 'InvalidArgument'; Url = { 'http://exa mple/' } }
        @{ Name = 'a port above 65535'; Id = 'InvalidUri'; Category = 'InvalidArgument'; Url = { 'http://h:99999/' } }
        @{ Name = 'no host'; Id = 'InvalidUri'; Category = 'InvalidArgument'; Url = { 'http://' } }
        @{ Name = 'file:'; Id = 'InvalidUri'; Category = 'InvalidArgument'; Url = { 'file:///etc/hosts' } }
        @{ Name = 'ftp:'; Id = 'InvalidUri'; Category = 'InvalidArgument'; Url = { 'ftp://example.com/x' } }
        @{ Name = 'mailto:'; Id = 'InvalidUri'; Category = 'InvalidArgument'; Url = { 'mailto:a@example.com' } }
        @{ Name = 'a drive path'; Id = 'InvalidUri'; Category = 'InvalidArgument'; Url = { 'C:\x\y' } }
        @{ Name = 'a relative URL'; Id = 'InvalidUri'; Category = 'InvalidArgument'; Url = { '/relative/path' } }
        @{ Name = 'a relative Uri object'; Id = 'InvalidUri'; Category = 'InvalidArgument'; Url = { [uri]::new('/x', [System.UriKind]::Relative) } }
        @{ Name = '$null'; Id = 'InvalidUri'; Category = 'InvalidArgument'; Url = { $null } }
        @{ Name = 'an unknown host'; Id = 'NameResolutionFailed'; Category = 'ConnectionError'; Url = { 'http://no-such-host.invalid/' } }
        @{ Name = 'a refused connection'; Id = 'ConnectionFailed'; Category = 'ConnectionError'; Url = { $server.Refused } }
        @{ Name = 'a reset connection'; Id = 'ConnectionFailed'; Category = 'ConnectionError'; Url = { $scope.RawUrl('reset') } }
        @{ Name = 'a certificate nobody trusts'; Id = 'TlsFailed'; Category = 'SecurityError'; Url = { $scope.HttpsUrl('text/a') } }
        @{ Name = 'no TLS behind https'; Id = 'TlsFailed'; Category = 'SecurityError'; Url = { $server.TlsGarbage } }
        @{ Name = 'a truncated body'; Id = 'ProtocolError'; Category = 'ProtocolError'; Url = { $scope.RawUrl('truncated') } }
        @{ Name = 'a truncated head'; Id = 'ProtocolError'; Category = 'ProtocolError'; Url = { $scope.RawUrl('truncated-head') } }
        @{ Name = 'a redirect loop'; Id = 'MaximumRedirectExceeded'; Category = 'InvalidOperation'; Url = { $scope.Url('redirect-loop') } }
        @{ Name = 'one redirect too many'; Id = 'MaximumRedirectExceeded'; Category = 'InvalidOperation'; Url = { $scope.Url('redirect/3') }
            Parameters = @{ MaximumRedirection = 2 }
        }
        @{ Name = 'a redirect from https to http'; Id = 'InsecureRedirection'; Category = 'InvalidOperation'
            Url = { $scope.HttpsUrl("redirect-to?url=$([uri]::EscapeDataString($scope.Url('text/a')))") }
            Parameters = @{ SkipCertificateCheck = $true }
        }
        @{ Name = 'a redirect to file:'; Id = 'ProtocolError'; Category = 'ProtocolError'; Url = { $scope.Url('redirect-to?url=file:///etc/hosts') } }
        @{ Name = 'a redirect to what is no URL'; Id = 'ProtocolError'; Category = 'ProtocolError'; Url = { $scope.Url('redirect-bad') } }
        @{ Name = 'a server that never answers'; Id = 'ConnectionTimeoutReached'; Category = 'OperationTimeout'; Url = { $scope.Url('never') }
            Parameters = @{ ConnectionTimeoutSeconds = 1 }
        }
    ) {
        $given = & $Url
        $extra = $Parameters ? $Parameters : @{}
        $urls = @($scope.Url('text/before'), $given, $scope.Url('text/after'))

        $results = @($urls | Start-ParallelFetch -InOrder @extra -ErrorAction SilentlyContinue -ErrorVariable errors)

        $results.Count | Should -Be 3
        $results[0].Content | Should -Be '/text/before'
        $results[2].Content | Should -Be '/text/after'
        $failed = $results[1]
        "$($failed.Uri)".TrimEnd('/') | Should -Be "$given".TrimEnd('/')
        $failed.IsSuccess | Should -BeFalse
        $failed.Error | Should -BeOfType System.Management.Automation.ErrorRecord

        @($errors).Count | Should -Be 1
        $errors[0] | Get-ErrorId | Should -Be $Id
        $errors[0].CategoryInfo.Category | Should -Be $Category
        if ($Id -eq 'InvalidUri') {
            # What stands before an @ may be a password, unless it is that of a mail address.
            $named = $null -eq $given ? '$null' : "$given" -replace '(?<=(?<!mailto):)[^:/@]+@', '***@'
            $errors[0].ToString() | Should -BeLike "*$([WildcardPattern]::Escape($named))*"
        }

        [object]::ReferenceEquals($errors[0].TargetObject, $failed) | Should -BeTrue
        $failed.Error | Get-ErrorId | Should -Be $Id
        $failed.ToString() | Should -BeLike "$Id*"
    }

    It 'names the URL and what to do' {
        $results = @('ftp://example.com/x', $server.Refused | Start-ParallelFetch -InOrder -ErrorAction SilentlyContinue)
        $results[0].Error.Exception.Message | Should -BeLike '*ftp://example.com/x*only http and https*'
        $results[1].Error.Exception.Message | Should -BeLike "*$(([uri]$server.Refused).Port)*Check*"
    }

    It 'does not show a password' {
        $url = $server.Refused -replace '://', '://user:secret@'
        $result = $url | Start-ParallelFetch -ErrorAction SilentlyContinue
        $result.Error.Exception.Message | Should -Not -BeLike '*secret*'
        $result.ToString() | Should -Not -BeLike '*secret*'
        ($result.Error | Out-String) | Should -Not -BeLike '*secret*'
    }

    It 'has no response when there was none' {
        $result = $server.Refused | Start-ParallelFetch -ErrorAction SilentlyContinue
        $result.StatusCode | Should -Be 0
        $result.Content | Should -BeNullOrEmpty
        $result.ResponseUri | Should -BeNullOrEmpty
        $result.HttpVersion | Should -BeNullOrEmpty
        $result.Headers.Count | Should -Be 0
        $result.Attempts | Should -Be 1
    }

    It 'was never sent when the URL is malformed' {
        $result = 'ftp://x/' | Start-ParallelFetch -ErrorAction SilentlyContinue
        $result.Attempts | Should -Be 0
        $result.Uri | Should -Be 'ftp://x/'
    }

    It 'lets its connection go after a time-out' {
        $null = $scope.Url('never') | Start-ParallelFetch -ConnectionTimeoutSeconds 1 -MaximumRetryCount 0 -ErrorAction SilentlyContinue
        $scope.WaitUntil({ $_.aborted -eq 1 -and $_.concurrent -eq 0 -and $_.openConnections -eq 0 })
    }

    It 'does not count the time in the waiting room as its own' {
        $run = Start-Pipeline {
            param($urls)
            $urls | Start-ParallelFetch -Throttle 1 -TotalTimeoutSeconds 1 -ConnectionTimeoutSeconds 0 -InOrder -ErrorAction SilentlyContinue
        } (, @($scope.Url('never'), $scope.Url('text/waited')))
        $results = @(Complete-Pipeline $run)
        $results[0].Error | Get-ErrorId | Should -Be 'TotalTimeoutReached'
        $results[1].Content | Should -Be '/text/waited'
    }

    It 'can be found with Where-Object Error' {
        $results = $scope.Url('text/a'), 'ftp://x/', $scope.Url('status/500') | Start-ParallelFetch -ErrorAction SilentlyContinue
        @($results | Where-Object Error).Uri | Should -Be 'ftp://x/'
        @($results | Where-Object IsSuccess).Content | Should -Be '/text/a'
    }

    It 'writes its error after its result' {
        $output = @('ftp://x/' | Start-ParallelFetch -ErrorAction Continue 2>&1)
        $output.Count | Should -Be 2
        $output[0] | Should -BeOfType ParallelFetch.FetchResult
        $output[1] | Should -BeOfType System.Management.Automation.ErrorRecord
    }

    It 'ends the call with -ErrorAction Stop' {
        $thrown = Get-Thrown { 'ftp://x/' | Start-ParallelFetch -ErrorAction Stop }
        $thrown | Get-ErrorId | Should -Be 'InvalidUri'
        $thrown.TargetObject | Should -BeOfType ParallelFetch.FetchResult
        $thrown.TargetObject.Uri | Should -Be 'ftp://x/'
    }

    It 'is not written with -ErrorAction Ignore' {
        $before = $global:Error.Count
        $result = 'ftp://x/' | Start-ParallelFetch -ErrorAction Ignore
        $result.Error | Get-ErrorId | Should -Be 'InvalidUri'
        $global:Error.Count | Should -Be $before
    }

    It 'comes with its own cookie or headers, and spoils only itself: <Id>' -ForEach @(
        @{ Id = 'InvalidCookie'; Bad = @{ Cookie = 5 } }
        @{ Id = 'InvalidHeader'; Bad = @{ Headers = 'X y' } }
        @{ Id = 'InvalidHeader'; Bad = @{ Headers = @{ 'X-Bad' = "a`r`nX-Injected: 1" } } }
        @{ Id = 'InvalidHeader'; Bad = @{ Headers = @{ 'X Bad' = 'a' } } }
    ) {
        $rows = @(
            [pscustomobject](@{ Uri = $scope.Url('text/bad') } + $Bad)
            [pscustomobject]@{ Uri = $scope.Url('text/good') }
        )
        $results = @($rows | Start-ParallelFetch -InOrder -ErrorAction SilentlyContinue -ErrorVariable errors)
        $results.Count | Should -Be 2
        $results[0].Error | Get-ErrorId | Should -Be $Id
        $results[0].Error.CategoryInfo.Category | Should -Be 'InvalidArgument'
        $results[1].Content | Should -Be '/text/good'
        @($errors).Count | Should -Be 1
        $scope.Total().requests | Should -Be 1
    }

    It 'refuses what is wrong for the whole call at once: <Id>' -ForEach @(
        @{ Id = 'InvalidCookie'; Bad = @{ Cookie = 'text' } }
        @{ Id = 'InvalidCookie'; Bad = @{ Cookie = 5 } }
        @{ Id = 'InvalidHeader'; Bad = @{ Headers = 'X y' } }
        @{ Id = 'InvalidHeader'; Bad = @{ Headers = @{ 'X-Bad' = "a`nb" } } }
        @{ Id = 'InvalidHeader'; Bad = @{ UserAgent = "a`nb" } }
    ) {
        $thrown = Get-Thrown { $scope.Url('text/a') | Start-ParallelFetch @Bad }
        $thrown | Get-ErrorId | Should -Be $Id
        $thrown.CategoryInfo.Category | Should -Be 'InvalidArgument'
        $scope.Total().requests | Should -Be 0
    }

    It 'has 399 others beside it' {
        $urls = 1..100 | ForEach-Object { $scope.Url("text/$_"); "http://exa mple/$_"; $scope.Url("bytes/$($_ % 50)"); $server.Refused }
        $results = @($urls | Start-ParallelFetch -Throttle 50 -HostFailureLimit 0 -ErrorAction SilentlyContinue -ErrorVariable errors)
        $results.Count | Should -Be 400
        @($results | Where-Object IsSuccess).Count | Should -Be 200
        @($errors).Count | Should -Be 200
        ($errors | Get-ErrorId | Group-Object -AsHashTable -AsString).InvalidUri.Count | Should -Be 100
        ($errors | Get-ErrorId | Group-Object -AsHashTable -AsString).ConnectionFailed.Count | Should -Be 100
        $scope.Total().requests | Should -Be 200
        $scope.Total().peak | Should -BeLessOrEqual 50
    }
}

Describe 'An HTTP error status' {
    BeforeEach {
        $scope = New-Scope $server
    }

    It '<_> is a response, not an error' -ForEach 400, 401, 403, 404, 418, 429, 500, 503, 599 {
        $result = $scope.Url("status/$_") | Start-ParallelFetch -MaximumRetryCount 0 -ErrorVariable errors
        $errors | Should -BeNullOrEmpty
        $result.StatusCode | Should -Be $_
        $result.IsSuccess | Should -BeFalse
        $result.Error | Should -BeNullOrEmpty
        $result.Content | Should -Be "status $_"
        $result.ToString() | Should -BeLike "$_*"
    }

    It '<_> is no error either' -ForEach 204, 205, 304 {
        $result = $scope.Url("status/$_") | Start-ParallelFetch -ErrorVariable errors
        $errors | Should -BeNullOrEmpty
        $result.StatusCode | Should -Be $_
        $result.IsSuccess | Should -Be ($_ -lt 300)
        $result.Content | Should -Be ''
    }
}

Describe 'An unusual response' {
    BeforeEach {
        $scope = New-Scope $server
    }

    It '<Path> is read' -ForEach @(
        @{ Path = 'http10'; Content = 'old but fine' }
        @{ Path = 'no-reason'; Content = 'ok' }
        @{ Path = 'custom-reason'; Content = 'ok'; Reason = 'Fine By Me' }
        @{ Path = '100-continue'; Content = 'continued' }
        @{ Path = 'trailers'; Content = 'hello' }
        @{ Path = 'slow-header?intervalMs=1'; Content = 'slow' }
    ) {
        $result = $scope.RawUrl($Path) | Start-ParallelFetch
        $result.Content | Should -Be $Content
        $result.IsSuccess | Should -BeTrue
        if ($Reason) {
            $result.StatusDescription | Should -Be $Reason
        }
    }
}
