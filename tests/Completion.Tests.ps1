# What the Tab key offers. The values of enumerations and validated sets are PowerShell's business.

BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer

    function Get-Completion([string] $Line) {
        @((TabExpansion2 $Line $Line.Length).CompletionMatches)
    }
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'Completion' {
    It 'of <Line> offers <Expected>' -ForEach @(
        @{ Line = 'Start-ParallelFetch x -Method p'; Expected = 'Post', 'Put', 'Patch' }
        @{ Line = 'Start-ParallelFetch x -CustomMethod PROP'; Expected = 'PROPFIND', 'PROPPATCH' }
        @{ Line = 'Start-ParallelFetch x -HttpVersion '; Expected = '1.0', '1.1', '2.0', '3.0' }
        @{ Line = 'Start-ParallelFetch x -SslProtocol Tls12, Tls1'; Expected = 'Tls11', 'Tls12', 'Tls13' }
        @{ Line = 'Start-ParallelFetch x -Authentication '; Expected = 'Basic', 'Bearer', 'None', 'OAuth' }
        @{ Line = 'Start-ParallelFetch x -TransferEncoding g'; Expected = 'gzip' }
        @{ Line = 'Start-ParallelFetch x -RetryStatusCode 429, 50'; Expected = '500', '502', '503', '504', '507' }
        @{ Line = 'Start-ParallelFetch x -ContentType text/c'; Expected = "'text/csv'" }
        @{ Line = 'Start-ParallelFetch x -FileHash sha'; Expected = 'sha256:', 'sha512:', 'sha384:', 'sha1:' }
        @{ Line = 'Start-ParallelFetch x -UserAgent Chr'; Expected = '([Microsoft.PowerShell.Commands.PSUserAgent]::Chrome)' }
        @{ Line = 'Start-ParallelFetch x -Headers Cache-Control'; Expected = "@{ 'Cache-Control' = '' }", "@{ 'Cache-Control' = 'no-cache' }", "@{ 'Cache-Control' = 'no-store' }" }
    ) {
        (Get-Completion $Line).CompletionText | Should -Be $Expected
    }

    It 'offers user agents that can be sent' {
        $agent = (Get-Completion 'Start-ParallelFetch x -UserAgent ').CompletionText | ForEach-Object { [scriptblock]::Create($_).Invoke() }
        @($agent).Count | Should -BeGreaterThan 4
        $scope = New-Scope $server
        $agent | ForEach-Object { (Start-ParallelFetch $scope.Url('echo') -UserAgent $_).Json.headers.'User-Agent'[0] } | Should -Be $agent
    }

    It 'says what a status means' {
        (Get-Completion 'Start-ParallelFetch x -RetryStatusCode 429')[0].ToolTip | Should -Be '429 TooManyRequests'
    }

    Context 'of handles' {
        BeforeAll {
            $scope = New-Scope $server
            $one, $two = Start-ParallelFetch $scope.Url('gate/one?key=s3cret'), $scope.Url('gate/two') -NoWait -PassThru
        }

        AfterAll {
            Stop-ParallelFetch
            $null = Wait-ParallelFetch -ErrorAction SilentlyContinue
        }

        It 'offers numbers with state and URL for <Line>' -ForEach @(
            @{ Line = 'Stop-ParallelFetch -Id ' }
            @{ Line = 'Get-ParallelFetch ' }
            @{ Line = 'Get-ParallelFetch -Id 99,' }
        ) {
            $found = Get-Completion $Line
            $found.CompletionText | Should -Be $one.Id, $two.Id
            $found[1].ToolTip | Should -Be "$($two.Id) Running $($scope.Url('gate/two'))"
            $found[0].ToolTip | Should -BeLike '*gate/one?key=`*`*`*'
        }

        It 'offers handles by number or URL for <Command>' -ForEach @(
            @{ Command = 'Stop-ParallelFetch' }
            @{ Command = 'Wait-ParallelFetch' }
            @{ Command = 'Wait-ParallelFetch -InputObject' }
        ) {
            (Get-Completion "$Command ").Count | Should -Be 2
            $text = (Get-Completion "$Command gate/two").CompletionText
            $text | Should -Be "(Get-ParallelFetch $($two.Id))"
            [scriptblock]::Create($text).Invoke()[0] | Should -Be $two
        }

        It 'offers states' {
            (Get-Completion 'Get-ParallelFetch -State R').CompletionText | Should -Be 'Running'
        }
    }
}
