using System.Collections;
using System.Management.Automation;

namespace ParallelFetch.Binding;

/// <summary>
/// Takes a dictionary, or an object such as ConvertFrom-Json makes, as a hashtable. Anything else is passed on as an
/// <see cref="InvalidDictionary"/>: an exception in the binder would lose the URL that came with it.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DictionaryAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? input = inputData is PSObject { BaseObject: not PSCustomObject } wrapper ? wrapper.BaseObject : inputData;
        return input switch
        {
            null => null,
            Hashtable or ResponseHeaders => input,
            IDictionary dictionary => new Hashtable(dictionary, StringComparer.OrdinalIgnoreCase),
            PSObject record => FromProperties(record),
            _ => new InvalidDictionary(input),
        };
    }

    private static Hashtable FromProperties(PSObject record)
    {
        var table = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (PSPropertyInfo property in record.Properties)
        {
            table[property.Name] = property.Value;
        }

        return table;
    }
}

/// <summary>Something given for a hashtable that is none; its URL is refused with an error that shows it.</summary>
/// <param name="value">What was given.</param>
internal sealed class InvalidDictionary(object value) : Hashtable
{
    internal string Description => $"a {value.GetType().Name} ('{value}')";
}
