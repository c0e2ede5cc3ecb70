using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Fuzz;

/// <summary>What is wrong with a result, whatever the server sent.</summary>
internal static class FuzzedResult
{
    // FetchFailed is what the module does not know; the time limits are long enough for all that is not stuck.
    private static readonly string[] UnwantedKinds =
        ["FetchFailed", "FetchStopped", "TotalTimeoutReached", "ConnectionTimeoutReached", "OperationTimeoutReached"];

    private static readonly string[] ReadByUsers =
        ["Content", "Headers", "RelationLink", "Encoding", "ContentType", "ResponseUri", "StatusDescription", "Cookie", "Elapsed", "HttpVersion"];

    internal static IEnumerable<string> ProblemsOf(PSObject result)
    {
        if (result.Get<ErrorRecord>("Error") is { } error)
        {
            string kind = error.FullyQualifiedErrorId.Split(',')[0];
            if (UnwantedKinds.Contains(kind))
            {
                yield return $"{result.Get<Uri>("Uri")}: {kind}, {error.Exception.InnerException ?? error.Exception}";
            }
        }
        else if (result.Get<int>("StatusCode") == 0 || result.Get<string>("Content") is null || result.Get<object>("Encoding") is null)
        {
            yield return $"{result.Get<Uri>("Uri")}: neither an answer nor an error";
        }

        foreach (string property in ReadByUsers)
        {
            if (Thrown(() => _ = result.Properties[property].Value) is { } exception)
            {
                yield return $"{result.Get<Uri>("Uri")}: {property} cannot be read, {exception}";
            }
        }

        if (Thrown(() => Assert.NotEmpty(result.ToString())) is { } failure)
        {
            yield return $"{result.Get<Uri>("Uri")}: has no text, {failure}";
        }
    }

    private static Exception? Thrown(Action read) => Record.Exception(read);
}
