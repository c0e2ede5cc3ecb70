using System.Management.Automation;
using ParallelFetch.Http;

namespace ParallelFetch.Binding;

/// <summary>Takes a proxy's address: a URL with a scheme that a proxy may have, or a host and port, which gets http://.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ProxyAddressAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? input = PSValue.Unwrap(inputData);
        string text = input is Uri given ? UserInfo.TextOf(given) : PSValue.ToText(input);
        if (text.Length == 0)
        {
            return null;
        }

        return ProxyChoice.ParseAddress(text)
            ?? throw new ArgumentTransformationMetadataException(
                $"{FetchUri.Display(text)} is not a proxy's address: write host:port, or a URL with the scheme {string.Join(", ", ProxyChoice.Schemes)}.");
    }
}
