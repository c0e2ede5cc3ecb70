using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Provider;
using System.Text;

namespace ParallelFetch.Shell.Commands;

/// <summary>
/// <c>Get-Content</c> over the engine's content providers (files, Variable:, Env:, Function: …), line by line. pwsh has the real one.
/// </summary>
[Cmdlet(VerbsCommon.Get, "Content", DefaultParameterSetName = PathSet)]
public sealed class GetContentCommand : PSCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string FileSystem = "FileSystem";

    /// <summary>What to read; wildcards are resolved.</summary>
    [Parameter(
        Position = 0,
        ParameterSetName = PathSet,
        Mandatory = true,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = [];

    /// <summary>What to read, taken literally.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>How many lines to read from the beginning.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, long.MaxValue)]
    [Alias("First", "Head")]
    public long TotalCount { get; set; } = -1;

    /// <summary>How many lines to read from the end.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, int.MaxValue)]
    [Alias("Last")]
    public int Tail { get; set; } = -1;

    /// <summary>Reads everything as one string.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <summary>The encoding of a file without byte order mark; UTF-8 unless told otherwise.</summary>
    [Parameter]
    [EncodingName]
    public Encoding? Encoding { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (TotalCount >= 0 && Tail >= 0)
        {
            WriteError(new ErrorRecord(
                new InvalidOperationException("The parameters TotalCount and Tail cannot be used together. Specify only one of them."),
                "TailAndHeadCannotCoexist",
                ErrorCategory.InvalidOperation,
                targetObject: null));
            return;
        }

        bool literal = ParameterSetName == LiteralPathSet;
        foreach (string path in literal ? LiteralPath : Path)
        {
            // One item's failure does not keep the others from being read.
            Attempt(path, () =>
            {
                foreach (string item in literal ? [path] : Resolve(path))
                {
                    Attempt(item, () => ReadItem(item));
                }
            });
        }
    }

    private string[] Resolve(string path)
    {
        string[] found = [.. SessionState.Path.GetResolvedPSPathFromPSPath(path).Select(item => item.Path)];
        if (found.Length == 0)
        {
            var nothing = new ItemNotFoundException($"An object at the specified path {path} does not exist.");
            WriteError(new ErrorRecord(nothing, "ItemNotFound", ErrorCategory.ObjectNotFound, path));
        }

        return found;
    }

    private void Attempt(string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is SessionStateException or ProviderInvocationException or PSNotSupportedException)
        {
            WriteError(new ErrorRecord(((IContainsErrorRecord)exception).ErrorRecord, exception));
        }
        catch (UnauthorizedAccessException exception)
        {
            WriteError(new ErrorRecord(exception, "GetContentReaderUnauthorizedAccessError", ErrorCategory.PermissionDenied, path));
        }
        catch (IOException exception)
        {
            WriteError(new ErrorRecord(exception, "GetContentReaderIOError", ErrorCategory.ReadError, path));
        }
    }

    private void ReadItem(string path)
    {
        if (TotalCount == 0)
        {
            return;
        }

        IContentReader reader = Open(path);
        try
        {
            if (Tail >= 0)
            {
                WriteTail(reader);
            }
            else if (Raw && reader is not FileLines)
            {
                WriteObject(string.Join(Environment.NewLine, Items(reader)));
            }
            else
            {
                foreach (object item in Items(reader))
                {
                    WriteObject(item);
                }
            }
        }
        finally
        {
            reader.Close();
        }
    }

    private IContentReader Open(string path)
    {
        string providerPath = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        return provider.Name == FileSystem && (Raw || Encoding is not null) && File.Exists(providerPath)
            ? new FileLines(providerPath, Encoding, whole: Raw)
            : InvokeProvider.Content.GetReader([path], force: false, literalPath: true)[0];
    }

    private void WriteTail(IContentReader reader)
    {
        var tail = new Queue<object>();
        foreach (object item in Items(reader))
        {
            tail.Enqueue(item);
            if (tail.Count > Tail)
            {
                tail.Dequeue();
            }
        }

        WriteObject(tail, enumerateCollection: true);
    }

    /// <summary>One at a time: whoever is downstream gets a line as soon as it can be read.</summary>
    private IEnumerable<object> Items(IContentReader reader)
    {
        for (long count = 0; (TotalCount < 0 || count < TotalCount) && !Stopping; count++)
        {
            IList items = reader.Read(1);
            if (items is not { Count: > 0 })
            {
                yield break;
            }

            yield return items[0]!;
        }
    }
}
