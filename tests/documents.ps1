<#
    Reads the code blocks of the documents, runs them and compares what comes out with what is printed there. Dot-sourced at
    discovery and in BeforeAll by the tests of the examples and of the tutorials.
#>

$DocumentRoot = Split-Path $PSScriptRoot

# The code blocks of a Markdown page: { Name, Line, Code, Output }. Output is the block of output that follows, if any.
function Get-MarkdownExample([string] $Path, [string[]] $Language = 'powershell') {
    $lines = Get-Content -LiteralPath $Path
    $heading = ''
    $example = $null
    for ($i = 0; $i -lt $lines.Count; $i++) {
        if ($lines[$i] -match '^#+ (.+)$') {
            $heading = $Matches[1]
        }
        elseif ($lines[$i] -match '^```(\w+)') {
            $kind, $first = $Matches[1], ($i + 1)
            while ($lines[++$i] -ne '```') { }
            $text = $lines[$first..($i - 1)] -join "`n"
            if ($kind -in $Language) {
                if ($example) { $example }
                $example = @{ Name = $heading; Line = $first; Code = $text; Output = $null; Language = $kind }
            }
            elseif ($kind -eq 'Output' -and $example -and $null -eq $example.Output) {
                $example.Output = $text
            }
        }
    }

    if ($example) { $example }
}

# The code blocks of an about topic: what is indented by eight spaces and calls a cmdlet of the module.
function Get-TopicExample([string] $Path) {
    $lines = @(Get-Content -LiteralPath $Path) + ''
    $block = @()
    $heading = ''
    for ($i = 0; $i -lt $lines.Count; $i++) {
        if ($lines[$i] -cmatch '^ {0,2}([A-Z][A-Z &-]+)$') {
            $heading = $Matches[1]
        }

        # A blank line within a block belongs to it.
        if ($lines[$i] -match '^ {8}' -or ($block -and -not $lines[$i].Trim() -and $lines[$i + 1] -match '^ {8}')) {
            $block += $lines[$i] -replace '^ {8}'
        }
        elseif ($block) {
            $code = $block -join "`n"
            if ($code -match '\w-ParallelFetch') {
                @{ Name = $heading; Line = $i - $block.Count + 1; Code = $code; Output = $null; Language = 'powershell' }
            }

            $block = @()
        }
    }
}

# What differs from run to run, and from machine to machine, is made the same: addresses, times, sizes, widths of columns.
# With Sorted, the order of the lines is none: results come in the order in which they complete.
function ConvertTo-Shape([string] $Text, [System.Collections.IDictionary] $Address = @{}) {
    $Text = $Text -replace '\x1b\[[0-9;]*m'
    foreach ($place in $Address.Keys) {
        $Text = $Text.Replace($place, $Address[$place])
    }

    # An error is one line here, wherever it was and however its message was wrapped.
    $Text = $Text -replace "`r" -replace '(?m)^Line \|\n', '' -replace '(?m)^ +\d+ \|.*\n', '' -replace '(?m)^ +\| +~+ *\n', '' -replace '(?m)^(\w[\w-]*): *\n +\| +', '$1: ' -replace ' *\n {5}\| +', ' '
    $Text = $Text -replace '\(Name or service not known\)|\(nodename nor servname provided, or not known\)|\(No such host is known\.?\)', '(unknown)'
    $Text = $Text -replace '\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?', '<date>' -replace '\b\d+:\d\d:\d\d(\.\d+)?', '<time>'
    $Text = $Text -replace '\d[\d.,]*\s?(KiB|MiB|GiB|kB|KB|MB|GB|B)/s', '<rate>' -replace '\d[\d.,]*( \w+)?/s\b', '<rate>'
    $Text = $Text -replace '\d+ fetches on open connections', '<some> fetches on open connections'
    $Text = $Text -replace '\d[\d.,]*\s?(µs|us|ms|s|min|h)\b', '<time>' -replace '\d[\d.,]*\s?(KiB|MiB|GiB|kB|KB|MB|GB|B|bytes)\b', '<size>'

    # A histogram has as many rows as the times ask for.
    $Text = $Text -replace '(?m)(^ +≤ +<time>.*(\n|\z))+', "<histogram>`n"
    foreach ($line in $Text -split "`n") {
        $line = ($line -replace '-{2,}', '--' -replace '\s+', ' ').Trim()
        if ($line) { $line }
    }
}

# The lines that are printed but did not come out, and the other way round; nothing when all is as printed. A line of … stands
# for any lines.
function Compare-Shape([string[]] $Printed, [string[]] $Real) {
    $open = '…' -in $Printed
    $rest = [System.Collections.Generic.List[string]]::new([string[]]@($Real))
    foreach ($line in $Printed | Where-Object { $_ -ne '…' }) {
        if (-not $rest.Remove($line)) {
            "printed, but did not come out: $line"
        }
    }

    if (-not $open) {
        foreach ($line in $rest) {
            "came out, but is not printed: $line"
        }
    }
}

# A session in which code of a document runs, with the module imported.
function New-ExampleShell([string] $Manifest, [string] $Folder) {
    $state = [initialsessionstate]::CreateDefault2()
    if ($IsWindows) { $state.ExecutionPolicy = 'Bypass' }
    $shell = [powershell]::Create($state)
    $start = 'param($manifest, $folder) Import-Module $manifest; Set-Location -LiteralPath $folder; $PSStyle.OutputRendering = "PlainText"'
    $null = $shell.AddScript($start).AddArgument($Manifest).AddArgument($Folder).Invoke()
    $shell
}

function Remove-ExampleShell($Shell) {
    $Shell.Runspace.Dispose()
    $Shell.Dispose()
}

# Runs code as typed at the prompt of a session. Returns the text that a user sees, the errors, the warnings, and what ended it.
function Invoke-Example($Shell, [string] $Code) {
    $outcome = [pscustomobject]@{ Text = ''; Errors = @(); Warnings = @(); Thrown = $null }
    $Shell.Commands.Clear()
    $Shell.Streams.ClearStreams()
    $null = $Shell.AddScript($Code)
    $Shell.Commands.Commands[0].MergeMyResults('Error', 'Output')
    $items = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $nothing = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $nothing.Complete()
    try {
        $running = $Shell.BeginInvoke($nothing, $items)
        if (-not $running.AsyncWaitHandle.WaitOne(120000)) {
            $Shell.Stop()
            throw 'The example did not end within two minutes.'
        }

        $null = $Shell.EndInvoke($running)
    }
    catch {
        $outcome.Thrown = $_
    }

    $outcome.Errors = @($items | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
    $outcome.Warnings = @($Shell.Streams.Warning)
    $Shell.Commands.Clear()
    $outcome.Text = $Shell.AddCommand('Out-String').AddParameter('Width', 200).Invoke($items) -join ''
    foreach ($warning in $outcome.Warnings) { $outcome.Text += "WARNING: $warning`n" }
    $outcome
}

# Asserts that an example ended, and that what came out is what is printed.
function Assert-Example($Example, $Outcome, [System.Collections.IDictionary] $Address = @{}) {
    $Outcome.Thrown | Should -BeNullOrEmpty -Because "line $($Example.Line) ends without a terminating error"
    if ($null -ne $Example.Output) {
        $difference = Compare-Shape @(ConvertTo-Shape $Example.Output) @(ConvertTo-Shape $Outcome.Text -Address $Address)
        $difference -join "`n" | Should -BeNullOrEmpty -Because "this came out of line $($Example.Line):`n$($Outcome.Text)"
    }
    else {
        $Outcome.Errors | ForEach-Object { "$($_.FullyQualifiedErrorId): $_" } |
            Should -BeNullOrEmpty -Because "line $($Example.Line): an error has to be announced in the output that is printed"
        $Outcome.Warnings | Should -BeNullOrEmpty -Because "line $($Example.Line): a warning has to be announced, too"
    }
}
