function Invoke-DocsTask {
    Invoke-BuildTask

    $pages = @(Get-ChildItem (Join-Path $root docs en-US) -Filter *-*.md)
    if (-not (Test-Path (Join-Path $root en-US *.xml))) {
        throw 'The build made no help in en-US/.'
    }

    if (-not (Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable)) {
        Write-Warning 'THE HELP PAGES WERE NOT CHECKED: Microsoft.PowerShell.PlatyPS is not installed. Install-PSResource Microsoft.PowerShell.PlatyPS gets it.'
        return
    }

    Import-Module Microsoft.PowerShell.PlatyPS
    $invalid = @($pages | Where-Object { -not (Test-MarkdownCommandHelp $_.FullName) })
    if ($invalid) {
        throw "These help pages are not valid: $($invalid.Name -join ', '). Test-MarkdownCommandHelp -DetailView says why."
    }

    Write-Information "$($pages.Count) help pages are valid."
}
