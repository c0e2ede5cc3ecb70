using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;

namespace ParallelFetch.Binding;

/// <summary>
/// Takes a dictionary, or an object such as ConvertFrom-Json makes, as a hashtable. Anything else is passed on as an
/// <see cref="InvalidDictionary"/>: an exception in the binder would lose the URL that came with it.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DictionaryAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether any dictionary is to be made a hashtable.</summary>
    public bool AsHashtable { get; set; }

    /// <summary>Whether text is taken as header lines, such as a column of a CSV file may hold.</summary>
    public bool TakesHeaderLines { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        // The headers of a response that was saved and read again are still not meant to be sent.
        if (inputData is PSObject saved && saved.TypeNames.Contains("Deserialized.ParallelFetch.ResponseHeaders"))
        {
            return new ResponseHeaders();
        }

        object? input = inputData is PSObject { BaseObject: not PSCustomObject } wrapper ? wrapper.BaseObject : inputData;
        return input switch
        {
            null or DBNull => null,
            Hashtable or ResponseHeaders => input,
            IDictionary dictionary => AsHashtable ? ToHashtable(dictionary) : dictionary,
            PSObject record => FromProperties(record),
            string { Length: 0 } => null,
            string text when TakesHeaderLines && HeaderLines.TryParse(text, out IDictionary? fields) => fields,
            _ => new InvalidDictionary(input),
        };
    }

    // Keys that differ only in case collapse, as in every hashtable of PowerShell; the last one stays.
    private static Hashtable ToHashtable(IDictionary dictionary)
    {
        var table = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in dictionary)
        {
            table[entry.Key] = entry.Value;
        }

        return table;
    }

    private IDictionary FromProperties(PSObject record)
    {
        IDictionary table = AsHashtable ? new Hashtable(StringComparer.OrdinalIgnoreCase) : new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (PSPropertyInfo property in record.Properties)
        {
            table[property.Name] = property.Value;
        }

        return table;
    }
}

/// <summary>Something given for a hashtable that is none; its URL is refused.</summary>
/// <param name="value">What was given.</param>
internal sealed class InvalidDictionary(object value) : Hashtable
{
    /// <summary>What kind of thing was given: its value may be a secret.</summary>
    internal string Description => $"of the type {value.GetType().Name}";
}
