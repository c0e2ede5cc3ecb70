BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'Get-ParallelFetchLimit' {
    BeforeEach {
        $scope = New-Scope $server
    }

    It 'is 10 in a new session' {
        $limit = Invoke-InSession { Get-ParallelFetchLimit }
        $limit | Should -BeOfType ParallelFetch.FetchLimit
        $limit.Throttle | Should -Be 10
        $limit.InFlight | Should -Be 0
        $limit.Waiting | Should -Be 0
    }

    It 'counts what is on the wire and what waits' {
        $session = New-Session
        try {
            $marks = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
            $run = Start-Pipeline {
                param($first, $gate, $marks)
                & { $first; @($gate) * 8; $marks.Enqueue('all accepted') } |
                    Start-ParallelFetch -Throttle 3 |
                    ForEach-Object { $_; Get-ParallelFetchLimit }
            } $scope.Url('gate/first'), $scope.Url('gate/g'), $marks -Session $session
            $scope.WaitForGate('g', 2)
            Wait-Until { $marks.Count -gt 0 }
            $scope.Release('first')
            Wait-Until { $run.Output.Count -ge 2 }
            $limit = $run.Output[1]
            $limit.Throttle | Should -Be 3
            $limit.InFlight | Should -Be 3
            $limit.Waiting | Should -Be 5
            $scope.Release('g')
            $null = Complete-Pipeline $run
            $after = Invoke-InSession { Get-ParallelFetchLimit } -Session $session
            $after.Throttle | Should -Be 10
            $after.InFlight | Should -Be 0
            $after.Waiting | Should -Be 0
        }
        finally {
            $session.Dispose()
        }
    }

    It 'shows -Throttle of a running call' {
        Invoke-InSession {
            param($url)
            Start-ParallelFetch $url -Throttle 4 | ForEach-Object { (Get-ParallelFetchLimit).Throttle }
        } $scope.Url('text/a') | Should -Be 4
    }

    It 'has a view that calls no limit by its name' {
        Invoke-InSession { Set-ParallelFetchLimit 0; Get-ParallelFetchLimit | Out-String } | Should -Match 'no limit'
    }
}

Describe 'The state of hosts' {
    BeforeAll {
        function New-HostLimit([string] $Name, [hashtable] $Properties) {
            $limit = [ParallelFetch.HostLimit]::new($Name)
            foreach ($property in $Properties.GetEnumerator()) {
                $limit.($property.Key) = $property.Value
            }

            $limit
        }

        $now = [DateTimeOffset]::Now
        $soon = $now.AddHours(1)
        $clock = $soon.ToString('HH:mm:ss', [cultureinfo]::InvariantCulture)
        $long = $now.AddDays(-2)
        $common = @{ InFlight = 10; Waiting = 12345; Limit = 100; Requests = 1234567; Refusals = 12; Failures = 1234 }
        $hosts = @(
            New-HostLimit good.example.org $common
            New-HostLimit slow.example:8080 ($common + @{ RateLimitedTo = 18.2; LimitedTo = 1 })
            New-HostLimit few.example.org ($common + @{ LimitedTo = 8 })
            New-HostLimit paused.example.org ($common + @{ PausedUntil = $soon; RateLimitedTo = 18.2 })
            New-HostLimit over.example.org ($common + @{ PausedUntil = $long })
            New-HostLimit down.example.org ($common + @{ DownSince = $long; PausedUntil = $soon })
        )
        $states = '', 'limited to 18/s', 'limited to 8 at once', "paused until $clock", '', "down since $($long.ToLocalTime().ToString('d MMM', [cultureinfo]::InvariantCulture))"
        $limit = [ParallelFetch.FetchLimit]::new(100, 10, 12345)
        $limit.Hosts = [ParallelFetch.HostLimit[]]$hosts
        $copies = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($hosts))
        $limitCopy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($limit))
    }

    It 'is in words in the table, within 80 columns' {
        $lines = @(($hosts | Out-String -Width 80) -split '\r?\n' | Where-Object { $_.Trim() })
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
        $lines[0] | Should -Match '^InFlight\s+Waiting\s+Limit\s+Requests\s+Failed\s+State\s+Host\s*$'
        for ($index = 0; $index -lt $hosts.Count; $index++) {
            $lines[$index + 2].TrimEnd() | Should -Match "\s10\s+12345\s+100\s+1234567\s+1234\s+$([regex]::Escape($states[$index]))\s+$([regex]::Escape($hosts[$index].Host))$"
        }
    }

    It 'is the same of copies from another process, one by one and in a list' {
        foreach ($command in 'Format-Table', 'Format-List', 'Format-Wide') {
            $copies | & $command | Out-String -Width 80 | Should -Be ($hosts | & $command | Out-String -Width 80)
            $limitCopy | & $command | Out-String -Width 80 | Should -Be ($limit | & $command | Out-String -Width 80)
        }
    }

    It 'has its properties in the list' {
        $text = $hosts[5], $hosts[1] | Format-List | Out-String -Width 80
        $text | Should -Match "(?m)^PausedUntil\s+: $clock\r?$"
        $text | Should -Match "(?m)^DownSince\s+: $($long.ToLocalTime().ToString('yyyy-MM-dd'))"
        $text | Should -Match '(?m)^RateLimitedTo\s+: 18[.,]2\r?$'
        $text | Should -Match '(?m)^LimitedTo\s+: 1\r?$'
        $text | Should -Match '(?m)^Refusals\s+: 12\r?$'
        $hosts[0] | Format-List | Out-String | Should -Not -Match 'PausedUntil|DownSince|LimitedTo'
    }

    It 'is mentioned by the limits of the session' {
        ($limit | Out-String -Width 80) -split '\r?\n' | Where-Object { $_ -match '\S' } | Select-Object -Last 1 | Should -Match '\s6\s+4\s*$'
        $list = $limit | Format-List | Out-String -Width 400
        $list | Should -Match ([regex]::Escape(": slow.example:8080 limited to 18/s, few.example.org limited to 8 at once, paused.example.org paused until $clock"))
        [ParallelFetch.FetchLimit]::new(10, 0, 0) | Format-List | Out-String | Should -Not -Match 'Trouble'
    }
}
