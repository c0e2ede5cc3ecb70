namespace ParallelFetch.Checkpoints;

/// <summary>What is wrong with a checkpoint file.</summary>
public enum CheckpointFailureKind
{
    /// <summary>Another run, in this process or another, has it open.</summary>
    InUse,

    /// <summary>There is something else in the file. It has been left as it was.</summary>
    NotACheckpoint,

    /// <summary>It was written by a version of ParallelFetch that this one does not understand. It has been left as it was.</summary>
    UnknownVersion,

    /// <summary>It cannot be opened or created.</summary>
    OpenFailed,

    /// <summary>It cannot be read.</summary>
    ReadFailed,

    /// <summary>It cannot be written to any more; nothing is recorded from here on.</summary>
    WriteFailed,
}
