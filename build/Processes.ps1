# The programs that the tasks run: dotnet, and this PowerShell once more.

function Invoke-DotNet {
    if (-not (Get-Command dotnet -CommandType Application -ErrorAction Ignore)) {
        throw 'The .NET SDK is missing: there is no dotnet on the path. Get it from https://dotnet.microsoft.com/download.'
    }

    Write-Verbose "dotnet $args"
    & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $($args[0]) failed with exit code $LASTEXITCODE."
    }
}

# Runs a script in a fresh PowerShell, where no module is loaded yet. What it needs to know comes in through its environment.
function Invoke-FreshShell([string] $Script, [hashtable] $Environment = @{}, [string] $WorkingDirectory = $root) {
    $pwsh = Get-PowerShellProgram
    $first = $pwsh.Arguments
    $saved = @{}
    foreach ($name in $Environment.Keys) {
        $saved[$name] = [Environment]::GetEnvironmentVariable($name)
        [Environment]::SetEnvironmentVariable($name, $Environment[$name])
    }

    Push-Location -LiteralPath $WorkingDirectory
    try {
        & $pwsh.Path @first -NoProfile -NonInteractive -Command $Script
        if ($LASTEXITCODE -ne 0) {
            throw "The script in a fresh PowerShell failed with exit code $LASTEXITCODE."
        }
    }
    finally {
        Pop-Location
        foreach ($name in $saved.Keys) {
            [Environment]::SetEnvironmentVariable($name, $saved[$name])
        }
    }
}
