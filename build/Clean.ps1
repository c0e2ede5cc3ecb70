function Invoke-CleanTask {
    $made = @(
        'bin', 'en-US', 'out', 'artifacts' | ForEach-Object { Join-Path $root $_ }
        Get-ChildItem (Join-Path $root src), (Join-Path $root tests), (Join-Path $root tools) -Directory -Recurse -ErrorAction Ignore |
            Where-Object Name -In 'bin', 'obj', 'TestResults' |
            ForEach-Object FullName
    )
    foreach ($folder in $made | Where-Object { Test-Path $_ }) {
        Write-Verbose "Removing $folder"
        Remove-Item $folder -Recurse
    }
}
