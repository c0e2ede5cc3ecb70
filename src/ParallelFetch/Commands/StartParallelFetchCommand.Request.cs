using System.Collections;
using System.Management.Automation;
using ParallelFetch.Binding;

namespace ParallelFetch.Commands;

/// <content>What is sent.</content>
public sealed partial class StartParallelFetchCommand
{
    /// <summary>The method; Get unless told otherwise. Text rather than an enum, so that a bad value in a list of jobs spoils its own URL only.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(MethodCompleter))]
    public string? Method { get; set; }

    /// <summary>A method that -Method does not know.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("CM")]
    [ArgumentCompleter(typeof(CustomMethodCompleter))]
    public string? CustomMethod { get; set; }

    /// <summary>The header fields to send. A value may be a list; a secure string marks one that never reaches another origin.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Dictionary(TakesHeaderLines = true)]
    [ArgumentCompleter(typeof(HeaderCompleter))]
    public IDictionary? Headers { get; set; }

    /// <summary>The body: a dictionary (query of a GET, else a form), text, bytes, a stream, XML, or objects where -ContentType says JSON. PSObject rather than object, which takes no script block.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public PSObject? Body { get; set; }

    /// <summary>A dictionary that is sent as multipart/form-data; a FileInfo becomes a file.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Dictionary]
    public IDictionary? Form { get; set; }

    /// <summary>The path of a file that is the body.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [GivenText(IsDatabaseNullGiven = true)]
    public string? InFile { get; set; }

    /// <summary>The Content-Type of the body; its charset encodes text.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ContentTypeCompleter))]
    public string? ContentType { get; set; }

    /// <summary>Tells a result that is piped in, also one without a response, from other objects. Not meant to be given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, DontShow = true)]
    [GivenText]
    public object? ResponseUri { get; set; }

    /// <summary>The User-Agent to send.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(UserAgentCompleter))]
    public string? UserAgent { get; set; }

    /// <summary>Sends header values as they are, even where they are not what the field is defined to take.</summary>
    [Parameter]
    public SwitchParameter SkipHeaderValidation { get; set; }

    /// <summary>How the body is coded for its transfer (RFC 9112, section 7). compress is missing: .NET has no such coder.</summary>
    [Parameter]
    [ValidateSet("chunked", "deflate", "gzip", "identity", IgnoreCase = true)]
    public string? TransferEncoding { get; set; }

    /// <summary>A hashtable of the caller's own that comes back with the result: the same instance.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Tag", "State")]
    [Dictionary(AsHashtable = true)]
    public Hashtable? Cookie { get; set; }
}
