namespace ParallelFetch.Checkpoints;

/// <summary>A checkpoint file that cannot be used. The message names the file and says what to do.</summary>
public sealed class CheckpointException : Exception
{
    internal CheckpointException(CheckpointFailureKind kind, string path, string message, Exception? cause = null)
        : base(message, cause)
    {
        Kind = kind;
        Path = path;
    }

    /// <summary>What is wrong.</summary>
    public CheckpointFailureKind Kind { get; }

    /// <summary>The checkpoint file.</summary>
    public string Path { get; }
}
