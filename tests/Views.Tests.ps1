# What results, handles and limits look like, and what an error says on the screen.

BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer
    $escape = [char]27

    function Get-Line($Text) {
        @($Text -split '\r?\n' | Where-Object { $_.Trim() })
    }
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'Views' {
    BeforeAll {
        $scope = New-Scope $server
        $long = $scope.Url('text/' + ('x' * 200))
        $results = @($scope.Url('bytes/2048'), $scope.Url('redirect/1'), $scope.Url('status/404'), $server.Refused, $long |
                Start-ParallelFetch -InOrder -Cookie @{ Row = 1 } -ErrorAction SilentlyContinue)
        $handles = @($scope.Url('text/1'), $server.Refused | Start-ParallelFetch -NoWait -PassThru)
        Wait-Until { $handles.State -notcontains 'Running' -and $handles.State -notcontains 'Waiting' }
        $objects = @{
            Results = $results
            Handles = $handles
            Limit   = Get-ParallelFetchLimit
            Hosts   = @(Get-ParallelFetchLimit -PerHost)
        }
        $previous = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
    }

    AfterAll {
        $PSStyle.OutputRendering = $previous
        $null = Wait-ParallelFetch -ErrorAction SilentlyContinue
    }

    It 'of <What> with <Command> is not wider than 80 columns, and names no type' -ForEach @(
        foreach ($what in 'Results', 'Handles', 'Limit', 'Hosts') {
            foreach ($command in 'Format-Table', 'Format-List', 'Format-Wide', 'Out-Default') {
                @{ What = $what; Command = $command }
            }
        }
    ) {
        $items = $objects[$What]
        $text = $Command -eq 'Out-Default' ? ($items | Out-String -Width 80) : ($items | & $Command | Out-String -Width 80)
        $lines = Get-Line $text
        $lines.Count | Should -BeGreaterThan 0
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
        $text | Should -Not -Match 'ParallelFetch\.|System\.'
    }

    It 'of results from another process is the same with <Command>' -ForEach @(
        @{ Command = 'Format-Table' }, @{ Command = 'Format-List' }, @{ Command = 'Format-Wide' }
    ) {
        # What a dictionary becomes on its way need not keep its order.
        $copies = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($results))
        $withoutNames = '(?m)^(Headers|Cookie) .*$'
        ($copies | & $Command | Out-String -Width 100) -replace $withoutNames |
            Should -Be (($results | & $Command | Out-String -Width 100) -replace $withoutNames)
    }

    It 'of a result as a list has sizes and times in human units, and leaves out what says nothing' {
        $text = $results[0] | Format-List | Out-String -Width 120
        $text | Should -Match '(?m)^RawContentLength\s+: 2[.,]0 KiB\r?$'
        $text | Should -Match '(?m)^Elapsed\s+: [\d.,]+ m?s\r?$'
        $text | Should -Match '(?m)^Headers\s+: .*Content-Type'
        $text | Should -Match '(?m)^Cookie\s+: Row\r?$'
        $text | Should -Not -Match '(?m)^(Error|Redirects|ResponseUri|OutFile|Attempts)\s+:'
        $redirected = $results[1] | Format-List | Out-String -Width 120
        $redirected | Should -Match '(?m)^ResponseUri\s+: http'
        $redirected | Should -Match '(?m)^Redirects\s+: 1\r?$'
        $results[3] | Format-List | Out-String -Width 300 | Should -Match '(?m)^Error\s+: http\S+: No connection'
    }

    It 'shows no secret of a URL' {
        $url = $scope.Url('text/1?page=2&token=s3cret') -replace '//', '//user:s3cret@'
        $unsafe = @{ AllowUnencryptedAuthentication = $true }
        $result = Start-ParallelFetch $url @unsafe
        foreach ($command in 'Format-Table', 'Format-List', 'Format-Wide') {
            $text = $result | & $command | Out-String -Width 300
            $text | Should -Match ([regex]::Escape('text/1?page=2&token=***'))
            $text | Should -Not -Match 's3cret'
        }
    }

    Context 'Colours' {
        AfterEach {
            $PSStyle.OutputRendering = 'PlainText'
        }

        It 'are those of $PSStyle' {
            $PSStyle.OutputRendering = 'Ansi'
            $lines = Get-Line ($results[0, 2, 3] | Out-String -Width 120)
            $lines[2] | Should -Not -Match $escape
            $lines[3] | Should -BeLike "$([WildcardPattern]::Escape($PSStyle.Formatting.Warning))404 Not Found$([WildcardPattern]::Escape($PSStyle.Reset))*"
            $lines[4] | Should -BeLike "$([WildcardPattern]::Escape($PSStyle.Formatting.Error))ConnectionFailed$([WildcardPattern]::Escape($PSStyle.Reset))*"
            Get-Line ($handles[1] | Out-String) | Select-Object -Last 1 | Should -Match ([regex]::Escape("$($PSStyle.Formatting.Error)Failed"))
        }

        It 'are not there with PlainText, nor in a file' {
            $results | Out-String | Should -Not -Match $escape
            $PSStyle.OutputRendering = 'Host'
            $results > $TestDrive/out.txt
            Get-Content $TestDrive/out.txt -Raw | Should -Not -Match $escape
        }

        It 'are not there where <Why>' -ForEach @(
            @{ Why = 'the output of the process is redirected'; NoColor = $null; Style = 'Host' }
            @{ Why = 'NO_COLOR is set'; NoColor = '1'; Style = 'PlainText' }
        ) {
            $start = [System.Diagnostics.ProcessStartInfo]::new($PowerShellPath)
            foreach ($argument in '-NoProfile', '-NonInteractive', '-Command', "Import-Module '$ManifestPath'; `"`$(`$PSStyle.OutputRendering)`"; Start-ParallelFetch '$($server.Refused)' -ErrorAction SilentlyContinue") {
                $start.ArgumentList.Add($argument)
            }

            $null = $NoColor ? ($start.Environment['NO_COLOR'] = $NoColor) : $start.Environment.Remove('NO_COLOR')
            $start.Environment['TERM'] = 'xterm-256color'
            $start.RedirectStandardOutput = $true
            $process = [System.Diagnostics.Process]::Start($start)
            $lines = Get-Line $process.StandardOutput.ReadToEnd()
            $process.WaitForExit()
            $lines[0] | Should -Be $Style
            $lines[-1] | Should -Match '^ConnectionFailed '
        }
    }

    Context 'Errors in ConciseView' {
        BeforeAll {
            $ErrorView = 'ConciseView'
            $cases = @{
                InvalidUri                     = { Start-ParallelFetch 'ftp://host/path' }
                InvalidMethod                  = { [pscustomobject]@{ Uri = $scope.Url('text/1'); Method = 'Fetch' } | Start-ParallelFetch }
                InvalidHeader                  = { [pscustomobject]@{ Uri = $scope.Url('text/1'); Headers = @{ 'a b' = 'c' } } | Start-ParallelFetch }
                InvalidCookie                  = { [pscustomobject]@{ Uri = $scope.Url('text/1'); Cookie = 'text' } | Start-ParallelFetch }
                NameResolutionFailed           = { Start-ParallelFetch 'http://no.such.host.invalid/path' -MaximumRetryCount 0 }
                ConnectionFailed               = { Start-ParallelFetch "$($server.Refused)/path" }
                TlsFailed                      = { Start-ParallelFetch $scope.HttpsUrl('text/1') }
                ConnectionTimeoutReached       = { Start-ParallelFetch $server.Blackhole -ConnectionTimeoutSeconds 1 -MaximumRetryCount 0 }
                TotalTimeoutReached            = { Start-ParallelFetch $server.Blackhole -TotalTimeoutSeconds 1 }
                MaximumRedirectExceeded        = { Start-ParallelFetch $scope.Url('redirect/3') -MaximumRedirection 1 }
                MaximumBodySizeExceeded        = { Start-ParallelFetch $scope.Url('bytes/2048') -MaximumBodySize 10 }
                WebCmdletWebResponseException  = { Start-ParallelFetch $scope.Url('status/404') -FailOnHttpError }
                AllowUnencryptedAuthenticationRequired = { Start-ParallelFetch ($scope.Url('text/1') -replace '//', '//user:word@') }
            }
        }

        It '<Id> names the URL and says <What>' -ForEach @(
            @{ Id = 'InvalidUri'; Url = 'ftp://host/path'; What = 'only http and https' }
            @{ Id = 'InvalidMethod'; Url = 'text/1'; What = '-CustomMethod takes any other' }
            @{ Id = 'InvalidHeader'; Url = 'text/1'; What = 'use letters, digits and hyphens' }
            @{ Id = 'InvalidCookie'; Url = 'text/1'; What = 'write -Cookie' }
            @{ Id = 'NameResolutionFailed'; Url = 'http://no.such.host.invalid/path'; What = 'Check its spelling' }
            @{ Id = 'ConnectionFailed'; Url = '/path'; What = 'Check that the server runs' }
            @{ Id = 'TlsFailed'; Url = 'https://'; What = '-SkipCertificateCheck accepts any certificate' }
            @{ Id = 'ConnectionTimeoutReached'; Url = 'http://'; What = 'raise -ConnectionTimeoutSeconds' }
            @{ Id = 'TotalTimeoutReached'; Url = 'http://'; What = 'Raise -TotalTimeoutSeconds' }
            @{ Id = 'MaximumRedirectExceeded'; Url = 'redirect/3'; What = '-MaximumRedirection allows more' }
            @{ Id = 'MaximumBodySizeExceeded'; Url = 'bytes/2048'; What = 'Raise it' }
            @{ Id = 'WebCmdletWebResponseException'; Url = 'status/404'; What = 'Check the path of the URL' }
            @{ Id = 'AllowUnencryptedAuthenticationRequired'; Url = 'text/1'; What = 'Use https' }
        ) {
            $record = & $cases[$Id] 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }
            $record | Get-ErrorId | Should -Be $Id
            $shown = ($record | Out-String -Width 100) -replace '\r?\n\s*(\|\s*)?', ' ' -replace '\s+', ' '
            $shown | Should -BeLike "*$Url*"
            $shown | Should -BeLike "*$What*"
        }
    }
}
