function Invoke-BuildTask {
    Invoke-DotNet build $solution @common
}

# Only what a user touches: the module, its help, and the server to try it against. dotnet is silent for a while when it
# fills its cache, so somebody has to say what goes on. (dotnet build would add a summary of each project.)
function Invoke-SmallBuild {
    Write-Information 'Building the module and the demo server. The first time, this takes a minute …'
    foreach ($project in 'src/ParallelFetch', 'tests/LoopbackServer') {
        Invoke-DotNet msbuild (Join-Path $root $project) '-restore' '-verbosity:quiet' '-nologo' "-property:Configuration=$Configuration" | Out-Host
    }
}
