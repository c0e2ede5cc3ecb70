using System.Collections;
using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace ParallelFetch.Shell.Commands;

/// <summary>One entry of <c>Select-Object -Property</c>: a name, a wildcard, a script block or a calculated property.</summary>
internal sealed record SelectedProperty(string? Label, PSPropertyExpression Expression)
{
    private static readonly string[] LabelKeys = ["Name", "N", "Label", "L"];
    private static readonly string[] ExpressionKeys = ["Expression", "E"];

    public static SelectedProperty From(object given)
    {
        object value = given is PSObject wrapped ? wrapped.BaseObject : given;
        return value is IDictionary table
            ? new SelectedProperty(Lookup(table, LabelKeys)?.ToString(), ToExpression(Lookup(table, ExpressionKeys)))
            : new SelectedProperty(null, ToExpression(value));
    }

    /// <summary>The properties it stands for on an object; a plain name that the object lacks gives an empty property.</summary>
    public IEnumerable<PSNoteProperty> Read(PSObject source)
    {
        PSNoteProperty[] found =
        [
            .. Expression.ResolveNames(source).SelectMany(name => name.GetValues(source))
                .Select(result => new PSNoteProperty(Label ?? result.ResolvedExpression.ToString(), result.Result)),
        ];
        return found.Length == 0 && !Expression.HasWildCardCharacters
            ? [new PSNoteProperty(Label ?? Expression.ToString(), null)]
            : found;
    }

    private static PSPropertyExpression ToExpression(object? value) => value switch
    {
        ScriptBlock script => new PSPropertyExpression(script),
        null => throw new PSArgumentException("A calculated property needs an Expression."),
        _ => new PSPropertyExpression(value.ToString()),
    };

    private static object? Lookup(IDictionary table, string[] keys)
    {
        foreach (DictionaryEntry entry in table)
        {
            if (keys.Contains(entry.Key.ToString(), StringComparer.OrdinalIgnoreCase))
            {
                return entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value;
            }
        }

        return null;
    }
}
