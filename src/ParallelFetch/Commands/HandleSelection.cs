using System.Management.Automation;

namespace ParallelFetch.Commands;

/// <summary>What the cmdlets that take handles have in common.</summary>
internal static class HandleSelection
{
    /// <summary>The handles with the given numbers, or all; a number that there is not is an error of the cmdlet.</summary>
    internal static IEnumerable<FetchHandle> ById(IReadOnlyList<FetchHandle> handles, int[]? ids, Cmdlet cmdlet)
    {
        if (ids is null)
        {
            return handles;
        }

        HashSet<int> wanted = [.. ids];
        foreach (int missing in ids.Except(handles.Select(handle => handle.Id)))
        {
            cmdlet.WriteError(NotFound(missing));
        }

        return handles.Where(handle => wanted.Contains(handle.Id));
    }

    internal static ErrorRecord Foreign(FetchHandle handle, string whatToDo) => FetchErrors.InvalidArgument(
        "ForeignHandle",
        $"The handle of {FetchUri.Display(handle.Uri)} belongs to another session. {whatToDo} it in the runspace that started it.",
        handle);

    private static ErrorRecord NotFound(int id) => new(
        new ItemNotFoundException($"There is no background fetch with Id {id} in this session, or its result has been collected. Get-ParallelFetch lists what there is."),
        "FetchNotFound",
        ErrorCategory.ObjectNotFound,
        id);
}
