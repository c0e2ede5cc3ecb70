namespace ParallelFetch.Binding;

/// <summary>
/// Which parameters were given for a call as a whole. A switch that is off, $null and empty text, such as a script
/// passes on, count as not given.
/// </summary>
internal sealed class GivenParameters
{
    private readonly HashSet<string> _names;

    /// <summary>Keeps what is bound before the first object comes through the pipeline.</summary>
    /// <param name="bound">The parameters and their values.</param>
    internal GivenParameters(IEnumerable<KeyValuePair<string, object>> bound) => _names = new(
        bound.Where(static parameter => parameter.Value is not (null or "" or System.Management.Automation.SwitchParameter { IsPresent: false }))
            .Select(static parameter => parameter.Key),
        StringComparer.OrdinalIgnoreCase);

    internal bool Contains(string name) => _names.Contains(name);
}
