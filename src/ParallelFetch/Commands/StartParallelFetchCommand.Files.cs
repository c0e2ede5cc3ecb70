using System.Management.Automation;
using ParallelFetch.Binding;
using ParallelFetch.Files;

namespace ParallelFetch.Commands;

/// <content>Where bodies go on disk.</content>
public sealed partial class StartParallelFetchCommand
{
    /// <summary>The file that the body goes to, whole or not at all. A directory means -OutDirectory, as with Invoke-WebRequest.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [GivenText]
    public string? OutFile { get; set; }

    /// <summary>The directory that bodies go to, each under the name that the server gives it, or else the URL.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [GivenText]
    public string? OutDirectory { get; set; }

    /// <summary>How the files in -OutDirectory are arranged: all in the directory itself, or in folders by host and path, as wget --force-directories has them.</summary>
    [Parameter]
    public FileLayout Layout { get; set; }

    /// <summary>Goes on where an earlier run stopped, if the server still has the same file.</summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>Leaves files that exist alone, and does not fetch them.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Fetches a file that exists only if the server has another version of it.</summary>
    [Parameter]
    public SwitchParameter IfChanged { get; set; }

    /// <summary>What the file has to hash to, as in sha256:9f86d0…; md5, sha1, sha384 and sha512 as well. Any other is an error, and no file.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [GivenText]
    [ArgumentCompleter(typeof(FileHashCompleter))]
    public string? FileHash { get; set; }

    /// <summary>A file in which each URL that is done is noted, so that the same command, run again, leaves those out.</summary>
    [Parameter(ParameterSetName = StreamSet)]
    [Parameter(ParameterSetName = JobSet)]
    [ValidateNotNullOrEmpty]
    public string? Checkpoint { get; set; }

    /// <summary>Emits a result, too, for each URL that is left out because -Checkpoint says that it is done.</summary>
    [Parameter(ParameterSetName = StreamSet)]
    [Parameter(ParameterSetName = JobSet)]
    public SwitchParameter IncludeSkipped { get; set; }

    private FileTarget CreateFileTarget(NameRegistry names) => new(names)
    {
        Layout = Layout,
        Resume = Resume,
        NoClobber = NoClobber,
        IfChanged = IfChanged,
        FlushToDisk = Checkpoint is not null,
    };
}
