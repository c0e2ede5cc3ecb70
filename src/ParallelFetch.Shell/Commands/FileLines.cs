using System.Collections;
using System.Management.Automation.Provider;
using System.Text;

namespace ParallelFetch.Shell.Commands;

/// <summary>
/// The lines of a file in a given encoding, or all its text at once: what the file system provider only does for its own dynamic
/// parameters, which cannot be given through the public provider interface.
/// </summary>
internal sealed class FileLines(string path, Encoding? encoding, bool whole) : IContentReader
{
    private readonly StreamReader _reader = new(path, encoding ?? Encoding.UTF8, detectEncodingFromByteOrderMarks: true);

    public IList Read(long readCount)
    {
        string? text = _reader.EndOfStream ? null : whole ? _reader.ReadToEnd() : _reader.ReadLine();
        return text is null ? Array.Empty<string>() : new[] { text };
    }

    public void Seek(long offset, SeekOrigin origin)
    {
        _reader.BaseStream.Seek(offset, origin);
        _reader.DiscardBufferedData();
    }

    public void Close() => _reader.Dispose();

    public void Dispose() => Close();
}
