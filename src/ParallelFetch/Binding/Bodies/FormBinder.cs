using System.Collections;
using System.Management.Automation;
using System.Text;
using ParallelFetch.Bodies;

namespace ParallelFetch.Binding;

/// <summary>Makes a multipart form of -Form: files as files, bytes as they are, lists as one part for each item, all else as text.</summary>
internal static class FormBinder
{
    internal static FormBody Bind(IDictionary fields)
    {
        var parts = new List<FormPart>();
        foreach (DictionaryEntry field in fields)
        {
            string name = PSValue.ToText(field.Key);
            object? value = PSValue.Unwrap(field.Value);
            if (value is IEnumerable list and not (string or byte[] or IDictionary))
            {
                foreach (object? item in list)
                {
                    parts.Add(PartOf(name, PSValue.Unwrap(item)));
                }
            }
            else
            {
                parts.Add(PartOf(name, value));
            }
        }

        return new FormBody(parts);
    }

    private static FormPart PartOf(string name, object? value) => value switch
    {
        FileInfo file => new FormPart(name, new FileBody(Existing(file).FullName), file.Name, MediaType.Bytes),
        byte[] bytes => new FormPart(name, new BytesBody(bytes), ContentType: MediaType.Bytes),
        IEnumerable and not string or FileSystemInfo or PSCustomObject => throw new BodyException(
            $"The form's field '{name}' holds a value of the type {value.GetType().Name}, which a form cannot carry: give text, a file, bytes, or a list of these."),
        _ => new FormPart(name, new BytesBody(Encoding.UTF8.GetBytes(PSValue.ToText(value)))),
    };

    private static FileInfo Existing(FileInfo file)
    {
        file.Refresh();
        return file.Exists
            ? file
            : throw new BodyException($"The form's file '{file.FullName}' does not exist.", kind: FetchFailureKind.InFileFailed);
    }
}
