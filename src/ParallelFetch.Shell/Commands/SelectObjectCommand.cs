using System.Management.Automation;
using System.Management.Automation.Internal;

namespace ParallelFetch.Shell.Commands;

/// <summary>
/// <c>Select-Object</c>: some of the objects, or some of their properties. <c>-First</c> ends the commands before it as soon as it
/// has enough. pwsh has the real one.
/// </summary>
[Cmdlet(VerbsCommon.Select, "Object")]
public sealed class SelectObjectCommand : PSCmdlet
{
    private readonly Queue<PSObject> _last = new();
    private SelectedProperty[] _properties = [];
    private SelectedProperty? _expand;
    private long _seen;
    private long _passed;

    /// <summary>The objects to select from.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = AutomationNull.Value;

    /// <summary>The properties to keep: names, wildcards, script blocks or <c>@{ Name = …; Expression = … }</c>.</summary>
    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    /// <summary>The property whose value takes the object's place.</summary>
    [Parameter]
    public string? ExpandProperty { get; set; }

    /// <summary>How many objects to take from the beginning.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int First { get; set; } = -1;

    /// <summary>How many objects to take from the end.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Last { get; set; } = -1;

    /// <summary>How many objects to leave out: at the beginning, or at the end when only <c>-Last</c> is given.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    private bool TakesOnlyLast => Last >= 0 && First < 0;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _properties = [.. (Property ?? []).Select(SelectedProperty.From)];
        _expand = ExpandProperty is null ? null : SelectedProperty.From(ExpandProperty);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null || InputObject == AutomationNull.Value)
        {
            return;
        }

        if (!TakesOnlyLast && _seen++ < Skip)
        {
            return;
        }

        if (!TakesOnlyLast && (First < 0 || _passed < First))
        {
            _passed++;
            Emit(InputObject);
        }
        else if (Last >= 0)
        {
            _last.Enqueue(InputObject);
            if (_last.Count > (long)Last + (TakesOnlyLast ? Skip : 0))
            {
                _last.Dequeue();
            }
        }

        if (First >= 0 && _passed >= First && Last < 0)
        {
            throw EngineInternals.StopUpstream(this);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        int count = Math.Min(Last, _last.Count - (TakesOnlyLast ? Skip : 0));
        while (count-- > 0)
        {
            Emit(_last.Dequeue());
        }
    }

    private void Emit(PSObject source)
    {
        if (_expand is not null)
        {
            Expand(source, _expand);
        }
        else if (_properties.Length == 0)
        {
            WriteObject(source);
        }
        else
        {
            var selected = new PSObject();
            AddProperties(selected, source);
            selected.TypeNames.Insert(0, "Selected." + source.BaseObject.GetType());
            WriteObject(selected);
        }
    }

    private void Expand(PSObject source, SelectedProperty property)
    {
        if (!property.Expression.ResolveNames(source).Any(name => name.GetValues(source).Count > 0))
        {
            WriteError(new ErrorRecord(
                new PSArgumentException($"Property \"{ExpandProperty}\" cannot be found."),
                "ExpandPropertyNotFound",
                ErrorCategory.InvalidArgument,
                source));
            return;
        }

        foreach (PSNoteProperty found in property.Read(source))
        {
            var items = LanguagePrimitives.GetEnumerable(found.Value);
            foreach (object? item in items ?? new[] { found.Value })
            {
                if (item is null)
                {
                    continue;
                }

                PSObject expanded = _properties.Length == 0 ? PSObject.AsPSObject(item) : PSObject.AsPSObject(item).Copy();
                AddProperties(expanded, source);
                WriteObject(expanded);
            }
        }
    }

    private void AddProperties(PSObject target, PSObject source)
    {
        foreach (PSNoteProperty property in _properties.SelectMany(selected => selected.Read(source)))
        {
            if (target.Properties[property.Name] is null)
            {
                target.Properties.Add(property);
            }
        }
    }
}
