using System.Management.Automation;

namespace ParallelFetch.Binding;

/// <summary>The parameters of a call cannot be used as they are: one terminating error, before anything is sent.</summary>
internal sealed class CallException(string id, string message, ErrorCategory category = ErrorCategory.InvalidArgument, Exception? cause = null)
    : Exception(message, cause)
{
    internal ErrorRecord ToErrorRecord() => new(new ArgumentException(Message, InnerException), id, category, null);
}
