namespace ParallelFetch.Binding;

/// <summary>
/// Refuses parameters that name what is written or sent and were given empty: a cell without a path, a variable that was
/// never set. To go on would keep a body in memory that was to be saved, or send nothing in the place of a file, which with PUT
/// empties what the server has. Invoke-WebRequest refuses them, too. What another parameter names is not missing.
/// </summary>
internal static class EmptyValues
{
    private static readonly HttpMethod[] MethodsWithBody = [HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, new("MERGE")];

    /// <summary>What is empty, as a failure; null when nothing is.</summary>
    /// <param name="given">The values; empty text where one was given empty.</param>
    /// <param name="method">The method to send; null for the values of a call, which are refused whatever the method.</param>
    internal static FetchFailure? Find(in UrlParameters given, HttpMethod? method) =>
        FindPlace(given) ?? FindHash(given) ?? FindInFile(given, method);

    private static FetchFailure? FindPlace(in UrlParameters given)
    {
        if (!string.IsNullOrEmpty(given.OutFile) || !string.IsNullOrEmpty(given.OutDirectory))
        {
            return null;
        }

        string? empty = given.OutFile is not null ? "OutFile" : given.OutDirectory is not null ? "OutDirectory" : null;
        return empty is null ? null : new FetchFailure(
            FetchFailureKind.OutFileFailed,
            $"{empty} was given, but is empty, so nothing says where the body is to be saved. Give it a path, or leave it away, to have the body in Content.");
    }

    private static FetchFailure? FindHash(in UrlParameters given) => given.FileHash is not { Length: 0 } ? null : new FetchFailure(
        FetchFailureKind.InvalidFileHash,
        "FileHash was given, but is empty, so nothing says what the file has to hash to. Give it a hash, or leave it away, to take the file unchecked.");

    // In a table, a row with another body or a method that needs none has an empty cell there.
    private static FetchFailure? FindInFile(in UrlParameters given, HttpMethod? method)
    {
        bool isMissed = given.InFile is { Length: 0 } && given.Form is null && !HasBody(given.Body) && (method is null || MethodsWithBody.Contains(method));
        return isMissed
            ? new FetchFailure(
                FetchFailureKind.InFileFailed,
                "InFile was given, but is empty, so there is no file to send. Give it a path, or leave it away, to send no body.")
            : null;
    }

    private static bool HasBody(object? body) => PSValue.Unwrap(body) is not (null or DBNull or string { Length: 0 });
}
