using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;

namespace ParallelFetch.Jobs;

/// <summary>Ends a job: what a terminating error is to a pipeline. Never leaves the job's thread.</summary>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "It is nothing without its record.")]
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "Nobody outside sees it.")]
internal sealed class JobEndedException(ErrorRecord record) : Exception(record.Exception.Message, record.Exception)
{
    internal ErrorRecord Record { get; } = record;
}
