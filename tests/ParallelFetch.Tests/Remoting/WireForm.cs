using System.Collections;
using System.Management.Automation;
using System.Text;

namespace ParallelFetch.Tests.Remoting;

/// <summary>What has to be the same of each property of a result when it comes from another process.</summary>
internal static class WireForm
{
    /// <summary>A new property of FetchResult belongs here, and into the types file.</summary>
    internal static readonly Dictionary<string, Action<object?, object?>> Comparisons = new()
    {
        ["Uri"] = Same,
        ["ResponseUri"] = Same,
        ["StatusCode"] = Same,
        ["StatusDescription"] = Same,
        ["IsSuccess"] = Same,
        ["Content"] = Same,
        ["ContentBytes"] = SameBytes,
        ["Encoding"] = SameEncoding,
        ["EncodingName"] = Same,
        ["ContentType"] = Same,
        ["RawContentLength"] = Same,
        ["Headers"] = SameHeaders,
        ["RelationLink"] = SameDictionary,
        ["Cookie"] = SameDictionary,
        ["OutFile"] = Same,
        ["IsSkipped"] = Same,
        ["ReusedConnection"] = Same,
        ["Error"] = SameError,
        ["Attempts"] = Same,
        ["Refusals"] = Same,
        ["HeldBack"] = Same,
        ["Redirects"] = Same,
        ["HttpVersion"] = Same,
        ["StartTime"] = Same,
        ["Elapsed"] = Same,
        ["Timing"] = SameTiming,
    };

    private static void Same(object? live, object? copy)
    {
        Assert.Equal(live, copy);
        Assert.Equal(live?.GetType(), copy?.GetType());
    }

    private static void SameBytes(object? live, object? copy) => Assert.Equal((byte[]?)live, (byte[]?)copy);

    private static void SameEncoding(object? live, object? copy) => Assert.Equal(((Encoding?)live)?.WebName, ((Encoding?)copy)?.WebName);

    private static void SameHeaders(object? live, object? copy)
    {
        var (sent, come) = ((IDictionary)live!, (IDictionary)copy!);
        Assert.Equal(sent.Keys.Cast<string>().Order(StringComparer.Ordinal), come.Keys.Cast<string>().Order(StringComparer.Ordinal));
        foreach (string name in sent.Keys)
        {
            Assert.Equal((IEnumerable<string>)sent[name]!, ((IEnumerable)Plain(come[name])!).Cast<object>().Select(value => (string)Plain(value)!));
            Assert.Same(come[name], come[name.ToUpperInvariant()]);
        }
    }

    private static void SameDictionary(object? live, object? copy)
    {
        if (live is null)
        {
            Assert.Null(copy);
            return;
        }

        var (sent, come) = ((IDictionary)live, (IDictionary)copy!);
        Assert.Equal(sent.Count, come.Count);
        foreach (object key in sent.Keys)
        {
            object? value = Plain(come[key]);
            if (sent[key] is IDictionary inner)
            {
                SameDictionary(inner, value);
            }
            else
            {
                Assert.Equal(Plain(sent[key]), value);
            }
        }
    }

    private static void SameError(object? live, object? copy)
    {
        if (live is null)
        {
            Assert.Null(copy);
            return;
        }

        var (sent, come) = ((ErrorRecord)live, Assert.IsType<ErrorRecord>(copy));
        Assert.Equal(sent.FullyQualifiedErrorId, come.FullyQualifiedErrorId);
        Assert.Equal(sent.Exception.Message, come.Exception.Message);
        Assert.Equal(sent.CategoryInfo.ToString(), come.CategoryInfo.ToString());
        Assert.Equal(sent.CategoryInfo.Category, come.CategoryInfo.Category);
        Assert.Equal(sent.ErrorDetails?.Message, come.ErrorDetails?.Message);
        Assert.Equal(sent.ErrorDetails?.RecommendedAction, come.ErrorDetails?.RecommendedAction);
        Assert.Equal(
            PSObject.AsPSObject(sent.TargetObject).Properties["Uri"].Value.ToString(),
            PSObject.AsPSObject(come.TargetObject).Properties["Uri"].Value.ToString());
    }

    private static void SameTiming(object? live, object? copy)
    {
        foreach (string part in (string[])["Queue", "Headers", "Body"])
        {
            Assert.Equal(PSObject.AsPSObject(live).Properties[part].Value, PSObject.AsPSObject(copy).Properties[part].Value);
        }
    }

    /// <summary>Without what PowerShell wraps around it.</summary>
    internal static object? Plain(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapper ? wrapper.BaseObject : value;
}
