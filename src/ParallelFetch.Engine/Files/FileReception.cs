namespace ParallelFetch.Files;

/// <summary>What a response means for a file.</summary>
internal enum FileReception
{
    /// <summary>It is none for a file (an error status): its body is read into memory.</summary>
    NotForFile,

    /// <summary>It is the whole file.</summary>
    Whole,

    /// <summary>It is the rest of the file, of which a part is there.</summary>
    Rest,

    /// <summary>The file is as it should be.</summary>
    UpToDate,

    /// <summary>What is there does not fit it: the whole file has to be asked for.</summary>
    Restart,
}
