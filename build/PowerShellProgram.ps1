# The program that runs this script, and what comes before its arguments: where PowerShell is a .NET tool, dotnet runs it.
function Get-PowerShellProgram {
    $program = [Environment]::ProcessPath
    $isTool = [System.IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet'
    @{ Path = $program; Arguments = @($isTool ? (Join-Path $PSHOME pwsh.dll) : @()) }
}
