using System.Globalization;
using System.Management.Automation;
using System.Net;

namespace ParallelFetch.Binding;

/// <summary>Takes an HTTP version as text, number or <see cref="Version"/>: 1.0, 1.1, 2 or 2.0, 3 or 3.0.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HttpVersionAttribute : ArgumentTransformationAttribute
{
    private static readonly Version[] Known = [HttpVersion.Version10, HttpVersion.Version11, HttpVersion.Version20, HttpVersion.Version30];

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        string text = Convert.ToString(PSValue.Unwrap(inputData), CultureInfo.InvariantCulture) ?? string.Empty;
        string full = text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
        return Version.TryParse(full, out Version? version) && Known.Contains(version)
            ? version
            : throw new ArgumentTransformationMetadataException($"'{text}' is not an HTTP version; use 1.0, 1.1, 2.0 or 3.0.");
    }
}
