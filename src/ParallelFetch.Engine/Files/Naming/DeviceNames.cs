namespace ParallelFetch.Files;

/// <summary>The names that mean a device on Windows, in every directory and with every extension.</summary>
internal static class DeviceNames
{
    /// <summary>Whether Windows takes a name for a device: "nul", "COM1.txt", "con .tar.gz".</summary>
    internal static bool Includes(string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return (dot < 0 ? name : name[..dot]).Trim().ToUpperInvariant() switch
        {
            "CON" or "PRN" or "AUX" or "NUL" or "CONIN$" or "CONOUT$" or "CLOCK$" => true,

            // The superscript digits of ISO-8859-1 count as digits.
            ['C', 'O', 'M', (>= '0' and <= '9') or '¹' or '²' or '³'] => true,
            ['L', 'P', 'T', (>= '0' and <= '9') or '¹' or '²' or '³'] => true,
            _ => false,
        };
    }
}
