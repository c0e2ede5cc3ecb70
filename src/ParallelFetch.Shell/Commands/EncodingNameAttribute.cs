using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace ParallelFetch.Shell.Commands;

/// <summary>Accepts the encoding names of PowerShell, those of .NET, and code page numbers where an encoding is wanted.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EncodingNameAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value is null or Encoding ? value : Find(Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty);
    }

    private static Encoding Find(string name)
    {
        try
        {
            return name.ToUpperInvariant() switch
            {
                "UTF8" or "UTF8NOBOM" or "UTF8BOM" => Encoding.UTF8,
                "UNICODE" => Encoding.Unicode,
                "BIGENDIANUNICODE" => Encoding.BigEndianUnicode,
                "UTF32" => Encoding.UTF32,
                "ASCII" => Encoding.ASCII,
                _ when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int codePage) => Encoding.GetEncoding(codePage),
                _ => Encoding.GetEncoding(name),
            };
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new ArgumentTransformationMetadataException($"'{name}' is not a known encoding.", exception);
        }
    }
}
