namespace ParallelFetch.Http;

/// <summary>One header field to send.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
/// <param name="IsSecret">Whether the user marked it as one that must not reach another origin, whatever its name.</param>
internal readonly record struct RequestHeader(string Name, string Value, bool IsSecret = false)
{
    /// <summary>The name; not the value, which may be a secret.</summary>
    public override string ToString() => Name;

    internal bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
