namespace HelpBuilder.Writing;

/// <summary>Writes a file only when its content changes, so that nothing that depends on it is made anew without need.</summary>
internal static class OutputFile
{
    /// <returns>Whether the file was written.</returns>
    internal static bool Write(string path, byte[] content)
    {
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
        {
            return false;
        }

        File.WriteAllBytes(path, content);
        return true;
    }
}
