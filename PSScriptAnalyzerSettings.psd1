@{
    Severity     = @('Error', 'Warning')
    ExcludeRules = @(
        # Pester runs BeforeAll, BeforeEach and It in scopes that see each other; these rules look at each block alone.
        'PSUseDeclaredVarsMoreThanAssignments'
        'PSReviewUnusedParameter'
        # The tests' helpers change nothing that anybody would want to be asked about.
        'PSUseShouldProcessForStateChangingFunctions'
        # PowerShell 7 reads and writes UTF-8 without a byte order mark.
        'PSUseBOMForUnicodeEncodedFile'
    )
    Rules        = @{
        # The module's own alias, where the module is imported.
        PSAvoidUsingCmdletAliases = @{ AllowList = @('Invoke-ParallelFetch') }
    }
}
