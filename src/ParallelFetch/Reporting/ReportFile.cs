using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Text;
using ParallelFetch.Binding;

namespace ParallelFetch.Reporting;

/// <summary>The file of a report: written beside its place and moved there, so that it is whole or as it was.</summary>
internal sealed class ReportFile
{
    private readonly string _given;

    private ReportFile(string given, string fullPath)
    {
        _given = given;
        FullPath = fullPath;
    }

    internal string FullPath { get; }

    /// <summary>Finds the place of a file.</summary>
    /// <param name="path">As the user gave it; wildcards mean themselves.</param>
    /// <param name="paths">Resolves it.</param>
    /// <param name="error">Why no file can be there.</param>
    internal static ReportFile? Create(string path, PathIntrinsics paths, out ErrorRecord? error)
    {
        string full;
        try
        {
            full = new FilePaths(paths).ResolveForWriting(path);
        }
        catch (BodyException exception)
        {
            error = FetchErrors.InvalidHtmlPath(path, exception.Message, exception.InnerException);
            return null;
        }

        string? problem = Directory.Exists(full) ? $"'{path}' is a directory; give a file, such as report.html."
            : !Directory.Exists(Path.GetDirectoryName(full)) ? $"There is no directory '{Path.GetDirectoryName(full)}' for the report; make it first."
            : null;
        error = problem is null ? null : FetchErrors.InvalidHtmlPath(path, problem);
        return problem is null ? new ReportFile(path, full) : null;
    }

    /// <summary>Writes the file, over one that is there.</summary>
    /// <param name="write">Writes what it is to contain.</param>
    /// <param name="error">Why it could not be written; what was there is as it was.</param>
    internal bool TryWrite(Action<TextWriter> write, [NotNullWhen(false)] out ErrorRecord? error)
    {
        string temporary = Path.Combine(Path.GetDirectoryName(FullPath)!, $".{Guid.NewGuid():N}.partial");
        try
        {
            using (var writer = new StreamWriter(temporary, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)))
            {
                write(writer);
            }

            File.Move(temporary, FullPath, overwrite: true);
            error = null;
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error = FetchErrors.HtmlReportFailed(exception, _given);
            return false;
        }
        finally
        {
            // Moved away when all went well.
            Delete(temporary);
        }
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What could not be written is said already.
        }
    }
}
