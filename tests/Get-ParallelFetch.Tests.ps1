BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'Get-ParallelFetch' {
    BeforeEach {
        $scope = New-Scope $server
    }

    AfterEach {
        Stop-ParallelFetch -Confirm:$false
        $null = Wait-ParallelFetch -ErrorAction SilentlyContinue
    }

    It 'lists nothing at first' {
        Get-ParallelFetch | Should -BeNullOrEmpty
    }

    It 'lists background fetches, oldest first, and the states they are in' {
        $handles = @($scope.Url('text/a'), $scope.Url('gate/g'), 'ftp://x/' | Start-ParallelFetch -NoWait -PassThru)
        Wait-Until { $handles[0].State -eq 'Completed' }
        $list = @(Get-ParallelFetch)
        $list | Should -Be $handles
        $list.State | Should -Be 'Completed', 'Running', 'Failed'
        $list.Uri.ForEach('ToString') | Should -Be $scope.Url('text/a'), $scope.Url('gate/g'), 'ftp://x/'
    }

    It 'shows what waits for the limit as Waiting' {
        $session = New-Session
        try {
            # The second call blocks, and is stopped; what it had accepted stays.
            $run = Start-Pipeline {
                param($url)
                Set-ParallelFetchLimit 1
                $url, $url | Start-ParallelFetch -NoWait
            } $scope.Url('gate/g') -Session $session
            $scope.WaitForGate('g', 1)
            Stop-Pipeline $run
            $states = @(Invoke-InSession { (Get-ParallelFetch).State } -Session $session)
            # The stop may have come before the second one.
            $states | Should -Be @('Running', 'Waiting')[0..($states.Count - 1)]
        }
        finally {
            $session.Dispose()
        }
    }

    It 'does not list what has been collected' {
        $handles = @($scope.Url('text/a'), $scope.Url('gate/g') | Start-ParallelFetch -NoWait -PassThru)
        $null = $handles[0] | Wait-ParallelFetch
        Get-ParallelFetch | Should -Be $handles[1]
    }

    It 'does not list the fetches of a streaming call' {
        $run = Start-Pipeline {
            param($urls)
            $urls | Start-ParallelFetch | ForEach-Object { @(Get-ParallelFetch).Count }
        } (, @($scope.Url('text/a'), $scope.Url('text/b')))
        Complete-Pipeline $run | Should -Be 0, 0
    }

    It 'selects by -Id and by -State' {
        $handles = @($scope.Url('gate/g'), $scope.Url('gate/g'), 'ftp://x/' | Start-ParallelFetch -NoWait -PassThru)
        Get-ParallelFetch -Id $handles[1].Id | Should -Be $handles[1]
        Get-ParallelFetch $handles[0].Id, $handles[2].Id | Should -Be $handles[0], $handles[2]
        Get-ParallelFetch -State Failed | Should -Be $handles[2]
        @(Get-ParallelFetch -State Running, Failed).Count | Should -Be 3
        $handles[1] | Get-ParallelFetch | Should -Be $handles[1]
    }

    It 'says which number it does not know, and shows the others' {
        $handle = Start-ParallelFetch $scope.Url('gate/g') -NoWait -PassThru
        $found = Get-ParallelFetch -Id 987654, $handle.Id -ErrorAction SilentlyContinue -ErrorVariable errors
        $found | Should -Be $handle
        @($errors).Count | Should -Be 1
        $errors[0] | Get-ErrorId | Should -Be 'FetchNotFound'
        $errors[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $errors[0].TargetObject | Should -Be 987654
    }

    It 'has a table view' {
        $handle = Start-ParallelFetch $scope.Url('gate/g') -NoWait -PassThru
        $text = Get-ParallelFetch | Out-String -Width 120
        $text | Should -Match 'Id\s+State\s+Uri'
        $text | Should -Match "$($handle.Id)\s+Running\s+http"
    }
}
