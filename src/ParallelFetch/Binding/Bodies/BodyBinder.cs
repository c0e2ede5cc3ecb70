using System.Collections;
using System.Management.Automation;
using System.Xml;
using ParallelFetch.Bodies;

namespace ParallelFetch.Binding;

/// <summary>
/// Makes a request's body of -Body, -Form or -InFile, as Invoke-WebRequest does. What can be read only once (a stream,
/// a content object) stays one body when it is given for several URLs.
/// </summary>
internal sealed class BodyBinder
{
    private readonly FilePaths _paths;
    private (object Source, HttpMethod Method, string? ContentType, BoundBody Body)? _latest;

    internal BodyBinder(FilePaths paths) => _paths = paths;

    /// <summary>Makes the body.</summary>
    /// <param name="parameters">What was given.</param>
    /// <param name="method">The method that it is sent with.</param>
    /// <param name="contentType">The Content-Type that the user gave, as parameter or header; null for none.</param>
    /// <param name="failure">Why no body can be made of it.</param>
    internal BoundBody Bind(in UrlParameters parameters, HttpMethod method, string? contentType, out FetchFailure? failure)
    {
        failure = null;
        try
        {
            object? body = PSValue.UnwrapData(parameters.Body);
            body = body is string { Length: 0 } or DBNull ? null : body;
            string? inFile = string.IsNullOrEmpty(parameters.InFile) ? null : parameters.InFile;
            RefuseSeveral(body, parameters.Form, inFile, contentType);
            if (parameters.Form is not null)
            {
                return new BoundBody(BindForm(parameters.Form));
            }

            if (inFile is not null)
            {
                return new BoundBody(new FileBody(_paths.ResolveExisting(inFile)), TypeOfBytes(method));
            }

            return body is null ? default : BindBody(body, method, contentType);
        }
        catch (BodyException exception)
        {
            failure = exception.ToFailure();
            return default;
        }
        catch (Exception exception) when (exception is not (PipelineStoppedException or FlowControlException or OutOfMemoryException))
        {
            // An object of the user's that throws spoils its own URL only.
            failure = new FetchFailure(FetchFailureKind.InvalidBody, $"No body can be made of what was given: {exception.Message}", exception);
            return default;
        }
    }

    private static void RefuseSeveral(object? body, IDictionary? form, string? inFile, string? contentType)
    {
        if ((body is null ? 0 : 1) + (form is null ? 0 : 1) + (inFile is null ? 0 : 1) > 1)
        {
            throw new BodyException("A request has one body: give only one of Body, Form and InFile.");
        }

        if (form is not null && contentType is not null)
        {
            throw new BodyException("A form says its content type itself, with a boundary that only it knows: leave ContentType away.");
        }
    }

    private static FormBody BindForm(IDictionary form) => form is InvalidDictionary invalid
        ? throw new BodyException($"The form is {invalid.Description}, not a hashtable: write -Form @{{ Name = 'value'; File = Get-Item file.txt }}.")
        : FormBinder.Bind(form);

    private static string? TypeOfBytes(HttpMethod method) => method == HttpMethod.Post ? MediaType.Bytes : null;

    private BoundBody BindBody(object body, HttpMethod method, string? contentType)
    {
        switch (body)
        {
            case string text:
                // Immutable, and maybe long: one copy in bytes for all the URLs that it is given for.
                return Once(text, method, contentType, () => Text(text, method, contentType));
            case byte[] bytes:
                return new BoundBody(new BytesBody(bytes), TypeOfBytes(method));
            case Stream stream:
                return Once(stream, method, contentType, () => new BoundBody(new StreamBody(stream), TypeOfBytes(method)));
            case FileInfo file:
                return new BoundBody(new FileBody(_paths.ResolveExisting(file.FullName)), TypeOfBytes(method));
            case XmlNode xml:
                return Xml(xml, contentType);
            case HttpContent content:
                return Once(content, method, contentType, () => Content(content));
            case IList { Count: > 0 } lines when lines.Cast<object?>().All(static line => PSValue.Unwrap(line) is string):
                string joined = string.Join('\n', lines.Cast<object?>().Select(PSValue.ToText));
                if (!MediaType.IsJson(contentType) || JsonText.IsJson(joined))
                {
                    return Text(joined, method, contentType);
                }

                break;
        }

        if (MediaType.IsJson(contentType))
        {
            return Text(JsonText.Write(body), method, contentType);
        }

        return body switch
        {
            IDictionary fields when method == HttpMethod.Get || method == HttpMethod.Head => new BoundBody(null, Query: UrlEncodedForm.Write(fields)),
            IDictionary fields => new BoundBody(new BytesBody(Encode(UrlEncodedForm.Write(fields), contentType)), MediaType.UrlEncodedForm),
            PSObject => throw new BodyException("The body is an object, and nothing says how to write it: add -ContentType 'application/json', or give text or a hashtable."),
            _ => Text(PSValue.ToText(body), method, contentType),
        };
    }

    private static BoundBody Text(string text, HttpMethod method, string? contentType) => new(
        new BytesBody(Encode(text, contentType)),
        method == HttpMethod.Post ? MediaType.UrlEncodedForm : null);

    private static byte[] Encode(string text, string? contentType) => MediaType.EncodingOf(contentType).GetBytes(text);

    // The declaration and the bytes have to agree, so the declaration decides unless a charset was given.
    private static BoundBody Xml(XmlNode xml, string? contentType)
    {
        string? declared = (xml as XmlDocument)?.FirstChild is XmlDeclaration { Encoding.Length: > 0 } declaration ? declaration.Encoding : null;
        string type = declared is null ? MediaType.Xml + "; charset=utf-8" : $"{MediaType.Xml}; charset={declared}";
        bool hasCharset = contentType is not null && contentType.Contains("charset", StringComparison.OrdinalIgnoreCase);
        return new BoundBody(new BytesBody(Encode(xml.OuterXml, hasCharset ? contentType : type)), type);
    }

    // Its own bytes and type, taken once: the object can be sent only once, and not by two requests at a time.
    private static BoundBody Content(HttpContent content)
    {
        using var bytes = new MemoryStream();
        content.CopyTo(bytes, null, CancellationToken.None);
        return new BoundBody(new BytesBody(bytes.ToArray()), content.Headers.ContentType?.ToString());
    }

    private BoundBody Once(object source, HttpMethod method, string? contentType, Func<BoundBody> bind)
    {
        if (_latest is { } latest && ReferenceEquals(latest.Source, source))
        {
            if (latest.Method == method && latest.ContentType == contentType)
            {
                return latest.Body;
            }

            // What can be read only once keeps its body; only the type to send may differ.
            if (source is not string)
            {
                BoundBody typed = source is Stream ? latest.Body with { DefaultContentType = TypeOfBytes(method) } : latest.Body;
                _latest = (source, method, contentType, typed);
                return typed;
            }
        }

        BoundBody body = bind();
        _latest = (source, method, contentType, body);
        return body;
    }
}
