namespace ParallelFetch.Scheduling;

/// <summary>
/// What counts as one host: the name and the port, http and https on their own ports taken together, because behind
/// them is the same server.
/// </summary>
internal readonly record struct HostKey(string Name, int Port)
{
    private const int AnyDefaultPort = 0;

    internal static HostKey Of(Uri uri) => new(uri.IdnHost, uri.IsDefaultPort ? AnyDefaultPort : uri.Port);

    public override string ToString()
    {
        // An IPv6 address without its brackets would run into the port.
        string name = Name.Contains(':', StringComparison.Ordinal) ? $"[{Name}]" : Name;
        return Port == AnyDefaultPort ? name : FormattableString.Invariant($"{name}:{Port}");
    }
}
