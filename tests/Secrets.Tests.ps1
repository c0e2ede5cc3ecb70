# A secret in any input is in no output. Every place that can hold a secret gets a marked one of its own; fetches succeed and
# fail in every way with it; and all that comes out, streams, views, errors to their last inner exception, CLIXML, JSON, files and
# reports, is searched for the marks, as they are and in base64.

BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LoopbackServer

    # The mark of a place: letters and digits, so that no way of writing text escapes any of it.
    function New-Mark([string] $Place) { "Zk7${Place}q9X" }

    # What base64 makes of a mark, at each of the three places of a group where it can begin. The characters at the ends depend
    # on what is beside it.
    function Get-Base64Form([string] $Mark) {
        foreach ($before in 0..2) {
            $text = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes(('x' * $before) + $Mark))
            $text.TrimEnd('=')[(@(0, 2, 3)[$before])..($text.TrimEnd('=').Length - 3)] -join ''
        }
    }

    # The marks found in a text, each as "mark in where".
    function Find-Mark([string] $Where, [string] $Text) {
        foreach ($mark in $marks.Keys) {
            foreach ($form in $marks[$mark]) {
                if ($Text.Contains($form, [StringComparison]::Ordinal)) {
                    "$mark in $Where"
                    break
                }
            }
        }
    }

    # An object as everyone sees it.
    function Get-ShownText($Item) {
        [pscustomobject]@{ Where = 'view'; Text = $Item | Out-String -Width 4000 }
        [pscustomobject]@{ Where = 'table'; Text = $Item | Format-Table -AutoSize -Wrap | Out-String -Width 4000 }
        [pscustomobject]@{ Where = 'list'; Text = $Item | Format-List | Out-String -Width 4000 }
        [pscustomobject]@{ Where = 'wide'; Text = $Item | Format-Wide | Out-String -Width 4000 }
        [pscustomobject]@{ Where = 'string'; Text = "$Item" }
    }

    # An object as who asks for everything sees it.
    function Get-WholeText($Item) {
        [pscustomobject]@{ Where = 'list of all'; Text = $Item | Format-List * -Force | Out-String -Width 4000 }
        if ($Item -isnot [ParallelFetch.FetchSummary]) {
            [pscustomobject]@{ Where = 'custom'; Text = $Item | Format-Custom -Depth 2 | Out-String -Width 4000 }
        }

        $path = Join-Path $TestDrive "$([guid]::NewGuid()).xml"
        $Item | Export-Clixml $path
        [pscustomobject]@{ Where = 'CLIXML'; Text = [IO.File]::ReadAllText($path) }
        Remove-Item $path
    }

    function Get-ErrorText([Management.Automation.ErrorRecord] $Record) {
        # The detailed view is that of the session's latest error.
        $global:Error.Clear()
        $null = $global:Error.Add($Record)
        foreach ($view in 'ConciseView', 'DetailedView', 'NormalView', 'CategoryView') {
            $ErrorView = $view
            [pscustomobject]@{ Where = $view; Text = $Record | Out-String -Width 4000 }
        }

        [pscustomobject]@{ Where = 'list of all'; Text = $Record | Format-List * -Force | Out-String -Width 4000 }
        [pscustomobject]@{ Where = 'string'; Text = "$Record $($Record.ErrorDetails) $($Record.CategoryInfo) $($Record.ScriptStackTrace)" }
        for ($exception = $Record.Exception; $exception; $exception = $exception.InnerException) {
            [pscustomobject]@{ Where = "exception $($exception.GetType().Name)"; Text = "$exception" }
            [pscustomobject]@{ Where = "list of $($exception.GetType().Name)"; Text = $exception | Format-List * -Force | Out-String -Width 4000 }

            # Without what leads into the method, its assembly and all that is in it, or into the command and all of PowerShell.
            if ($exception -isnot [Management.Automation.RuntimeException]) {
                $own = $exception | Select-Object * -ExcludeProperty TargetSite, InnerException, Failure, Data
                [pscustomobject]@{ Where = "JSON of $($exception.GetType().Name)"; Text = ConvertTo-Json $own -Depth 5 -WarningAction SilentlyContinue }
            }
        }

        [pscustomobject]@{ Where = 'JSON of the category'; Text = ConvertTo-Json $Record.CategoryInfo -Depth 5 -WarningAction SilentlyContinue }
    }

    $Prelude = {
        param($x)
        $all = @{ Verbose = $true; Debug = $true; InformationAction = 'Continue'; ErrorAction = 'Continue'; MaximumRetryCount = 0; ConnectionTimeoutSeconds = 2 }
        function Url($path) { "$($x.Server.Http)/s/$($x.Name)/$path" }
        function HttpsUrl($path) { "$($x.Server.Https)/s/$($x.Name)/$path" }
        function RawUrl($path) { "$($x.Server.Raw)/s/$($x.Name)/$path" }
        function WithUser($url) { $url -replace '//', "//$($x.Account)" }
    }.ToString()

    # Runs a script in a session of its own and keeps all that comes out of it. Its secrets are values, never text of the script:
    # what is written into a command is in the positions of its errors, as with every command of PowerShell.
    function Invoke-Watched([scriptblock] $Script, [hashtable] $Values) {
        $session = New-Session
        try {
            $shell = [powershell]::Create($session)
            $null = $shell.AddScript("$Prelude`n$Script").AddArgument($Values)
            $output = $shell.Invoke()
            if ($shell.InvocationStateInfo.Reason) {
                throw $shell.InvocationStateInfo.Reason
            }

            [pscustomobject]@{ Output = @($output); Errors = @($shell.Streams.Error); Streams = $shell.Streams }
        }
        finally {
            $session.Dispose()
        }
    }

    # All texts of a run, by where they are.
    function Get-RunText($Run) {
        foreach ($stream in 'Verbose', 'Debug', 'Warning') {
            foreach ($record in $Run.Streams.$stream) {
                [pscustomobject]@{ Where = "$stream stream"; Text = "$record" }
            }
        }

        foreach ($record in $Run.Streams.Information) {
            [pscustomobject]@{ Where = 'Information stream'; Text = "$record $(ConvertTo-Json $record.MessageData -Depth 3)" }
        }

        foreach ($record in $Run.Streams.Progress) {
            [pscustomobject]@{ Where = 'Progress'; Text = "$($record.Activity) $($record.StatusDescription) $($record.CurrentOperation)" }
        }

        # What takes long is done once for each kind.
        $seen = @{}
        foreach ($record in $Run.Errors) {
            Get-ErrorText $record | ForEach-Object { $_.Where = "error: $($_.Where)"; $_ }
            $chain = for ($exception = $record.Exception; $exception; $exception = $exception.InnerException) { $exception.GetType().Name }
            if ($record.Exception -is [ParallelFetch.FetchException] -and $seen["$($record.FullyQualifiedErrorId) $chain"]++ -eq 0) {
                Get-WholeText $record | ForEach-Object { $_.Where = "error: $($_.Where)"; $_ }
                [pscustomobject]@{ Where = 'error: Get-Error'; Text = Get-Error -InputObject $record | Out-String -Width 4000 }
            }
        }

        foreach ($item in $Run.Output) {
            [pscustomobject]@{ Where = 'output: string'; Text = "$item" }
            if ($seen["$($item.GetType()) $($item.StatusCode) $($item.Error.FullyQualifiedErrorId) $($item.State)"]++ -gt 0) {
                continue
            }

            Get-ShownText $item | ForEach-Object { $_.Where = "output: $($_.Where)"; $_ }
            Get-WholeText $item | ForEach-Object { $_.Where = "output: $($_.Where)"; $_ }
            if ($item -is [ParallelFetch.FetchResult]) {
                [pscustomobject]@{ Where = 'output: JSON'; Text = ConvertTo-Json ($item | Select-Object * -ExcludeProperty Error) -Depth 4 -WarningAction SilentlyContinue }
            }
        }
    }

    function Get-FileText([string] $Folder) {
        foreach ($file in Get-ChildItem $Folder -Recurse -File -Force) {
            $text = [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes($file.FullName))
            [pscustomobject]@{ Where = "file $($file.Name)"; Text = $file.FullName + $text }
            [pscustomobject]@{ Where = "file $($file.Name)"; Text = $text.Replace("`0", '') }
        }
    }

    # Fails with every mark that is where it is not allowed.
    function Assert-NoMark($Texts, [string[]] $Allowed = @()) {
        @($Texts).Count | Should -BeGreaterThan 3
        $found = @($Texts | ForEach-Object { Find-Mark $_.Where $_.Text } | Sort-Object -Unique)
        $found | Where-Object { $finding = $_; -not ($Allowed | Where-Object { $finding -like $_ }) } | Should -BeNullOrEmpty
    }

    $places = 'UrlUser', 'UrlPassword', 'QueryToken', 'QueryPlain', 'Fragment', 'Authorization', 'CookieHeader', 'ApiKey', 'Marked', 'Bearer', 'Credential',
        'ProxyCredential', 'ProxyPassword', 'ProxyEnvironment', 'ProxySession', 'SessionPassword', 'SessionHeader', 'SessionCookie', 'Body', 'Form', 'InFile',
        'Certificate', 'LocationPassword', 'LocationQuery', 'SetCookie', 'BrokenHeader', 'BadUrl', 'BadHeader'
    $marks = [ordered]@{}
    foreach ($place in $places) {
        $mark = New-Mark $place
        $marks[$mark] = @($mark) + @(Get-Base64Form $mark)
    }

    function Get-Value($Scope) {
        $secret = @{}
        foreach ($place in $places) {
            $secret[$place] = New-Mark $place
        }

        $inFile = Join-Path $TestDrive "$([guid]::NewGuid()).txt"
        Set-Content $inFile $secret.InFile
        $certificate = Join-Path $TestDrive "$([guid]::NewGuid()).pfx"
        $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new(
            'CN=client', [Security.Cryptography.ECDsa]::Create(), [Security.Cryptography.HashAlgorithmName]::SHA256)
        $own = $request.CreateSelfSigned([datetime]::Now.AddDays(-1), [datetime]::Now.AddDays(1))
        [IO.File]::WriteAllBytes($certificate, $own.Export('Pfx', $secret.Certificate))
        $secure = { param($text) ConvertTo-SecureString $text -AsPlainText -Force }
        $session = [Microsoft.PowerShell.Commands.WebRequestSession]::new()
        $session.Credentials = [Net.NetworkCredential]::new('session', $secret.SessionPassword)
        $session.Headers['X-Session-Key'] = $secret.SessionHeader
        $session.Cookies.Add([uri]$Scope.Url(''), [Net.Cookie]::new('sid', $secret.SessionCookie))
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
        $null = New-Item $folder -ItemType Directory
        @{
            Secret       = $secret
            Name         = $Scope.Name
            Server       = $server
            Folder       = $folder
            InFile       = $inFile
            Certificate  = [Security.Cryptography.X509Certificates.X509Certificate2]::new($certificate, $secret.Certificate)
            Session      = $session
            Headers      = @{
                Authorization = "Bearer $($secret.Authorization)"; Cookie = "a=$($secret.CookieHeader)"; 'X-Api-Key' = $secret.ApiKey
                'X-Marked' = & $secure $secret.Marked
            }
            Token        = & $secure $secret.Bearer
            Credential   = [pscredential]::new('user', (& $secure $secret.Credential))
            ProxyAccount = [pscredential]::new('user', (& $secure $secret.ProxyCredential))
            Query        = "access_token=$($secret.QueryToken)&q=$($secret.QueryPlain)#$($secret.Fragment)"
            Account      = "$($secret.UrlUser):$($secret.UrlPassword)@"
        }
    }

    # Where a secret rightly is, and why.
    $ownUrl = 'QueryToken', 'QueryPlain', 'Fragment' | ForEach-Object {
        # Uri and ResponseUri are data: which URL it was, to tell it apart and to fetch it again.
        "Zk7$($_)q9X in output: list of all", "Zk7$($_)q9X in output: custom", "Zk7$($_)q9X in output: CLIXML", "Zk7$($_)q9X in output: JSON"
        # An error's target is the result.
        "Zk7$($_)q9X in error: CLIXML", "Zk7$($_)q9X in error: custom", "Zk7$($_)q9X in error: Get-Error"
    }
    $plainQuery = @(
        # What nothing marks as secret is what tells URLs apart.
        'Zk7QueryPlainq9X in output: *', 'Zk7Fragmentq9X in output: *', 'Zk7QueryPlainq9X in error: *', 'Zk7Fragmentq9X in error: *'
    )
    $ofServer = @(
        # Headers and body of a response are what the server says.
        'Zk7SetCookieq9X in output: custom', 'Zk7SetCookieq9X in output: CLIXML', 'Zk7SetCookieq9X in output: JSON', 'Zk7SetCookieq9X in error: C*', 'Zk7SetCookieq9X in error: Get-Error'
        'Zk7Location*q9X in output: custom', 'Zk7Location*q9X in output: CLIXML', 'Zk7Location*q9X in output: JSON', 'Zk7Location*q9X in error: C*', 'Zk7Location*q9X in error: Get-Error'
    )
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'No secret is in any output' {
    BeforeEach {
        $scope = New-Scope $server
        $values = Get-Value $scope
    }

    It 'when fetches succeed, and when they fail in every way' {
        $run = Invoke-Watched {
            $plain = @('text/1', 'status/404', 'status/503?times=1&id=a', 'never', 'stall/100', 'cookies/set?x=y').ForEach({ Url $_ })
            $broken = @('reset', 'reset-body', 'truncated', 'malformed-status', 'malformed-header', 'huge-header', 'wrong-gzip', 'garbage', 'close').ForEach({ RawUrl $_ })
            $urls = @($plain) + $broken + $x.Server.Refused + 'http://no-such-host.invalid/' + $x.Server.TlsGarbage + (HttpsUrl 'text/1')
            $urls = $urls.ForEach({ (WithUser $_) + ($_.Contains('?') ? '&' : '?') + $x.Query })
            $call = @{ Headers = $x.Headers; WebSession = $x.Session; AllowUnencryptedAuthentication = $true; OperationTimeoutSeconds = 1 }
            $urls | Start-ParallelFetch @all @call
            $urls | Start-ParallelFetch @all @call -FailOnHttpError -TotalTimeoutSeconds 1
            $urls[0] | Start-ParallelFetch @all @call -MaximumBodySize 2
            # Not over http.
            $urls[0..1] | Start-ParallelFetch @all
            $urls[0..1] | Start-ParallelFetch @all -Headers $x.Headers -Authentication Basic -Credential $x.Credential
        } $values
        $ids = $run.Errors | Get-ErrorId | Sort-Object -Unique
        $ids | Should -Contain 'ConnectionFailed'
        'NameResolutionFailed', 'TlsFailed', 'ProtocolError', 'ConnectionTimeoutReached', 'OperationTimeoutReached', 'TotalTimeoutReached', 'MaximumBodySizeExceeded',
        'WebCmdletWebResponseException', 'AllowUnencryptedAuthenticationRequired' | ForEach-Object { $ids | Should -Contain $_ }
        Assert-NoMark (Get-RunText $run) ($ownUrl + $plainQuery)
    }

    It 'when credentials, tokens and certificates are given' {
        $run = Invoke-Watched {
            $urls = (Url 'auth/basic'), (Url 'auth/digest'), (Url 'auth/bearer'), $x.Server.Refused, (RawUrl 'truncated')
            $call = @{ AllowUnencryptedAuthentication = $true }
            $urls | Start-ParallelFetch @all @call -Authentication Basic -Credential $x.Credential
            $urls | Start-ParallelFetch @all @call -Credential $x.Credential
            $urls | Start-ParallelFetch @all @call -Authentication Bearer -Token $x.Token
            $urls | Start-ParallelFetch @all @call -Authentication OAuth -Token $x.Token
            $urls | Start-ParallelFetch @all @call -WebSession $x.Session
            $x.Server.Mtls, (HttpsUrl 'text/1') | Start-ParallelFetch @all -Certificate $x.Certificate -SkipCertificateCheck
        } $values
        $run.Output.Count | Should -Be 27
        Assert-NoMark (Get-RunText $run)
    }

    It 'when a proxy is named by <Way>' -ForEach @(
        @{ Way = '-Proxy'; Place = 'ProxyPassword'; Script = { param($call, $x, $address) $call.Proxy = $address } }
        @{ Way = '-Proxy and -ProxyCredential'; Place = 'ProxyPassword'; Script = { param($call, $x, $address) $call.Proxy = [uri]$address; $call.ProxyCredential = $x.ProxyAccount } }
        @{ Way = 'the address of a WebSession''s WebProxy'; Place = 'ProxySession'; Script = { param($call, $x, $address) $x.Session.Proxy = [Net.WebProxy]::new($address); $call.WebSession = $x.Session } }
        @{ Way = 'a WebSession''s WebProxy with credentials'; Place = 'ProxySession'; Script = {
                param($call, $x, $address)
                $x.Session.Proxy = [Net.WebProxy]::new(([uri]$address).GetComponents('SchemeAndServer', 'UriEscaped'))
                $x.Session.Proxy.Credentials = [Net.NetworkCredential]::new('me', $x.Secret.ProxySession)
                $call.WebSession = $x.Session
            }
        }
        @{ Way = 'http_proxy and https_proxy'; Place = 'ProxyEnvironment'; Script = { param($call, $x, $address) $env:http_proxy = $env:https_proxy = $address } }
        @{ Way = 'HTTP_PROXY and HTTPS_PROXY'; Place = 'ProxyEnvironment'; Script = { param($call, $x, $address) $env:HTTP_PROXY = $env:HTTPS_PROXY = $address } }
        @{ Way = 'all_proxy'; Place = 'ProxyEnvironment'; Script = { param($call, $x, $address) $env:all_proxy = $address } }
        @{ Way = 'ALL_PROXY'; Place = 'ProxyEnvironment'; Script = { param($call, $x, $address) $env:ALL_PROXY = $address } }
    ) {
        $names = 'http_proxy', 'https_proxy', 'all_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'
        $before = $names | ForEach-Object { [Environment]::GetEnvironmentVariable($_) }
        try {
            $values.Choose = $Script.ToString()
            $values.Account = "me:$($values.Secret[$Place])@"
            $run = Invoke-Watched {
                $port = ([uri]$x.Server.Http).Port
                $urls = "http://host.loopback.test:$port/s/$($x.Name)/text/1", 'https://host.loopback.test/', 'https://forbidden.test/', 'http://gone.test:1/'
                foreach ($proxy in $x.Server.Proxy, $x.Server.ProxyAuth, $x.Server.Refused, $x.Server.Socks5, $x.Server.Blackhole, $x.Server.TlsGarbage) {
                    $call = @{ AllowUnencryptedAuthentication = $true }
                    & ([scriptblock]::Create($x.Choose)) $call $x ($proxy -replace '//', "//$($x.Account)")
                    $urls | Start-ParallelFetch @all @call
                }
            } $values
        }
        finally {
            0..5 | ForEach-Object { [Environment]::SetEnvironmentVariable($names[$_], $before[$_]) }
        }

        $run.Output.Count | Should -Be 24
        $run.Errors.Count | Should -BeGreaterThan 12
        $texts = Get-RunText $run
        Assert-NoMark $texts

        # It is the account that is not told, not the proxy.
        "$($run.Errors)" | Should -Match ([regex]::Escape("the proxy $(([uri]$server.Refused).Authority)"))
    }

    It 'when the server puts them into redirects and cookies' {
        $run = Invoke-Watched {
            $account = "me:$($x.Secret.LocationPassword)@"
            $query = "token=$($x.Secret.LocationQuery)"
            $targets = "$((Url 'text/1') -replace '//', "//$account")?$query", "ftp://${account}host/?$query", "http://${account}ho st/?$query", "http://${account}host:99999/",
                ($x.Server.Refused -replace '//', "//$account")
            $heads = $targets.ForEach({ "302 Found`r`nLocation: $_" }) + "200 OK`r`nSet-Cookie: sid=$($x.Secret.SetCookie)"
            $urls = $heads.ForEach({ RawUrl "status-line?bytes=$([Convert]::ToHexString([Text.Encoding]::UTF8.GetBytes("HTTP/1.1 $_")))" })
            foreach ($most in 5, 1, 0) {
                $urls | Start-ParallelFetch @all -MaximumRedirection $most -WebSession $x.Session
            }
        } $values
        $run.Output.Count | Should -Be 18
        $ids = $run.Errors | Get-ErrorId | Sort-Object -Unique
        'ProtocolError', 'ConnectionFailed' | ForEach-Object { $ids | Should -Contain $_ }
        $run.Output | Where-Object StatusCode -EQ 200 | ForEach-Object { "$($_.ResponseUri)" | Should -Not -Match 'LocationPassword' }
        Assert-NoMark (Get-RunText $run) $ofServer
    }

    It 'when lines of a response cannot be read' {
        $run = Invoke-Watched {
            $lines = "Set-Cookie sid=$($x.Secret.BrokenHeader)", "X-Api-Key : $($x.Secret.BrokenHeader)", "Authorization=$($x.Secret.BrokenHeader)"
            $lines.ForEach({ RawUrl "header-bytes?bytes=$([Convert]::ToHexString([Text.Encoding]::UTF8.GetBytes($_)))" }) | Start-ParallelFetch @all
        } $values
        $run.Output.Count | Should -Be 3
        $run.Errors.Count | Should -BeGreaterThan 0
        Assert-NoMark (Get-RunText $run) 'Zk7BrokenHeaderq9X in output: C*', 'Zk7BrokenHeaderq9X in output: JSON', 'Zk7BrokenHeaderq9X in output: custom', 'Zk7BrokenHeaderq9X in output: list of all'
    }

    It 'when what is given is malformed' {
        $run = Invoke-Watched {
            $bad = $x.Secret.BadUrl
            $urls = "http://me:$bad@ho st/", "http://me:$bad@host:99999/", "//me:$bad@host/", "me:$bad@host/x", "ftp://me:$bad@host/", "http:/me:$bad@host", "http://me:$bad@[bad/",
                "http://h:99999/?token=$bad", "# http://me:$bad@host/", "http://ho st/x;password=$bad"
            $urls | Start-ParallelFetch @all
            $bad = $x.Secret.BadHeader
            $headers = @{ Authorization = "$bad`r`n" }, @{ 'X-Api-Key' = "a`n$bad" }, @{ "Authorization: Bearer $bad" = '' }, @{ Referer = "http://me:$bad@ho st/" }, @{ Host = "me:$bad@host" }
            $headers.ForEach({ [pscustomobject]@{ Uri = (Url 'text/1'); Headers = $_ } }) | Start-ParallelFetch @all
            [pscustomobject]@{ Uri = (Url 'text/1'); Headers = $bad } | Start-ParallelFetch @all
            [pscustomobject]@{ Uri = (Url 'text/1'); Cookie = "sid=$bad" } | Start-ParallelFetch @all
            [pscustomobject]@{ Uri = (Url 'text/1'); Form = "password=$bad" } | Start-ParallelFetch @all -Method Post
            try { Start-ParallelFetch (Url 'text/1') -Proxy "nonsense://me:$bad@host" } catch { Write-Error -ErrorRecord $_ }
            try { Start-ParallelFetch ([uribuilder]"http://me:$bad@host/") } catch { Write-Error -ErrorRecord $_ }
            "http://me:$bad@host/" | Measure-ParallelFetch
        } $values
        $run.Errors.Count | Should -BeGreaterThan 15
        # The text of a URL that is none is what was asked; what was piped in is the target of its error.
        Assert-NoMark (Get-RunText $run) 'Zk7BadUrlq9X in output: [lcCJ]*', 'Zk7BadUrlq9X in error: [cC]*', 'Zk7BadUrlq9X in error: Get-Error', 'Zk7BadHeaderq9X in error: [cC]*', 'Zk7BadHeaderq9X in error: Get-Error'
    }

    It 'when bodies are sent' {
        $run = Invoke-Watched {
            $urls = (Url 'text/1'), $x.Server.Refused, (RawUrl 'reset')
            $urls | Start-ParallelFetch @all -Method Post -Body @{ password = $x.Secret.Body }
            $urls | Start-ParallelFetch @all -Method Post -Body "password=$($x.Secret.Body)"
            $urls | Start-ParallelFetch @all -Method Post -Form @{ password = $x.Secret.Form; file = Get-Item $x.InFile }
            $urls | Start-ParallelFetch @all -Method Put -InFile $x.InFile
            $urls | Start-ParallelFetch @all -Method Post -ContentType 'application/json' -Body @{ password = $x.Secret.Body }
            try { $urls | Start-ParallelFetch @all -Method Post -ContentType 'text/plain; charset=none' -Body $x.Secret.Body } catch { Write-Error -ErrorRecord $_ }
        } $values
        $run.Output.Count | Should -Be 15
        Assert-NoMark (Get-RunText $run)
    }

    It 'when files are written, with their notes, checkpoints and reports' {
        $run = Invoke-Watched {
            $urls = 'a.bin?size=2000&etag=1', 'b.bin?size=2000&etag=1&cut=500&cutTimes=1', 'c.bin?size=20' | ForEach-Object { (WithUser (RawUrl "file/$_")) + '&' + $x.Query }
            $call = @{
                OutDirectory = $x.Folder; Checkpoint = Join-Path $x.Folder 'done.jsonl'; AllowUnencryptedAuthentication = $true
                Headers = @{ 'X-Api-Key' = $x.Secret.ApiKey; Cookie = "a=$($x.Secret.CookieHeader)" }
            }
            $first = $urls | Start-ParallelFetch @all @call -Resume
            Copy-Item $x.Folder "$($x.Folder)-between" -Recurse
            $second = $urls | Start-ParallelFetch @all @call -Resume
            Remove-Item $call.Checkpoint
            $third = $urls | Start-ParallelFetch @all @call -IfChanged
            $first + $second + $third + ($x.Server.Refused -replace '//', '//' | ForEach-Object { (WithUser $_) + '?' + $x.Query } | Start-ParallelFetch @all -AllowUnencryptedAuthentication) |
                Measure-ParallelFetch -HtmlPath (Join-Path $x.Folder 'report.html')
        } $values
        (Get-ChildItem $values.Folder, "$($values.Folder)-between" -Recurse -File -Force).Count | Should -BeGreaterThan 8
        [IO.File]::ReadAllText((Join-Path $values.Folder 'report.html')).Contains('access_token=<wbr>***') | Should -BeTrue
        Assert-NoMark (@(Get-RunText $run) + @(Get-FileText $values.Folder) + @(Get-FileText "$($values.Folder)-between")) 'Zk7QueryPlainq9X in file done.jsonl', 'Zk7QueryPlainq9X in file *.info', 'Zk7Fragmentq9X in file done.jsonl', 'Zk7Fragmentq9X in file *.info', 'Zk7QueryPlainq9X in Verbose stream', 'Zk7Fragmentq9X in Verbose stream', 'Zk7QueryPlainq9X in error: *', 'Zk7Fragmentq9X in error: *', 'Zk7QueryTokenq9X in error: C*', 'Zk7QueryTokenq9X in error: custom', 'Zk7QueryTokenq9X in error: Get-Error'
    }

    It 'when they are fetched in the background' {
        $run = Invoke-Watched {
            $urls = (Url 'text/1'), $x.Server.Refused | ForEach-Object { (WithUser $_) + '?' + $x.Query }
            $call = @{ Headers = $x.Headers; AllowUnencryptedAuthentication = $true }
            $urls | Start-ParallelFetch @all @call -NoWait -PassThru
            Get-ParallelFetch
            Wait-ParallelFetch -Verbose -Debug -InformationAction Continue
        } $values
        $run.Output.Count | Should -BeGreaterThan 3
        Assert-NoMark (Get-RunText $run) ($ownUrl + $plainQuery)
    }

    It 'when they are fetched by a job' {
        $run = Invoke-Watched {
            $urls = (Url 'text/1'), $x.Server.Refused | ForEach-Object { (WithUser $_) + '?' + $x.Query }
            $job = $urls | Start-ParallelFetch @all -Headers $x.Headers -AllowUnencryptedAuthentication -AsJob
            $null = $job | Wait-Job -Timeout 60
            $job
            $job.Command
            $job.Verbose, $job.Debug, $job.Progress | ForEach-Object { $_ | Out-String -Width 4000 }
            $job | Receive-Job
        } $values
        $run.Output.Count | Should -BeGreaterThan 5
        Assert-NoMark (Get-RunText $run | Where-Object Where -NE 'output: CLIXML') ($ownUrl + $plainQuery)
    }
}

Describe 'What the user name and password in a URL are for' {
    BeforeEach {
        $scope = New-Scope $server
        $url = $scope.Url('auth/basic') -replace '//', '//user:password@'
    }

    It 'is to be sent, with a result that is fetched again, too' {
        $result = Start-ParallelFetch $url -AllowUnencryptedAuthentication
        $result.StatusCode | Should -Be 200
        "$($result.Uri)$($result.ResponseUri)$($result.Uri.OriginalString)" | Should -Not -Match 'password'
        ($result | Start-ParallelFetch -AllowUnencryptedAuthentication).StatusCode | Should -Be 200
        ($result.Uri | Start-ParallelFetch -AllowUnencryptedAuthentication).StatusCode | Should -Be 200
    }

    It 'ends where a result leaves the process' {
        $copy = [System.Management.Automation.PSSerializer]::Deserialize(
            [System.Management.Automation.PSSerializer]::Serialize((Start-ParallelFetch $url -AllowUnencryptedAuthentication)))
        ($copy | Start-ParallelFetch -AllowUnencryptedAuthentication).StatusCode | Should -Be 401
    }
}
