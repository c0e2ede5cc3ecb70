using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ParallelFetch.Binding;

/// <summary>
/// Writes PowerShell's values as JSON: dictionaries and custom objects as objects, lists as arrays, enums as their
/// numbers, dates in ISO 8601, all as ConvertTo-Json does, but without its limit of two levels.
/// </summary>
internal static class JsonText
{
    // As deep as System.Text.Json itself goes unless told otherwise; a value that contains itself ends here, too.
    private const int Deepest = 64;

    /// <summary>Whether text is a JSON value, such as the lines of a JSON file are once they are joined.</summary>
    internal static bool IsJson(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <exception cref="BodyException">The value is nested too deeply.</exception>
    internal static string Write(object? value)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = Deepest + 1 }))
        {
            Write(writer, value, 0);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter writer, object? value, int depth)
    {
        if (depth > Deepest)
        {
            throw new BodyException($"The body is nested more than {Deepest} levels deep, or contains itself. Give JSON text, for instance from ConvertTo-Json -Depth.");
        }

        object? data = PSValue.UnwrapData(value);
        if (!TryWriteScalar(writer, data))
        {
            switch (data)
            {
                case IDictionary dictionary:
                    WriteObject(writer, MembersOf(dictionary), depth);
                    break;
                case IEnumerable list:
                    writer.WriteStartArray();
                    foreach (object? item in list)
                    {
                        Write(writer, item, depth + 1);
                    }

                    writer.WriteEndArray();
                    break;
                default:
                    WriteObject(writer, PSObject.AsPSObject(data).Properties.Where(static property => property.IsGettable).Select(static property => (property.Name, Read(property))), depth);
                    break;
            }
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, IEnumerable<(string Name, object? Value)> members, int depth)
    {
        writer.WriteStartObject();
        foreach ((string name, object? value) in members)
        {
            writer.WritePropertyName(name);
            Write(writer, value, depth + 1);
        }

        writer.WriteEndObject();
    }

    // By its own enumerator: that of a generic dictionary gives other pairs.
    private static IEnumerable<(string Name, object? Value)> MembersOf(IDictionary dictionary)
    {
        foreach (DictionaryEntry entry in dictionary)
        {
            yield return (PSValue.ToText(entry.Key), entry.Value);
        }
    }

    private static object? Read(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException)
        {
            // A property that cannot be read is null, as for ConvertTo-Json.
            return null;
        }
    }

    private static bool TryWriteScalar(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null or DBNull:
                writer.WriteNullValue();
                return true;
            case string or char or Uri or Guid or Version or Type:
                writer.WriteStringValue(PSValue.ToText(value));
                return true;
            case bool flag:
                writer.WriteBooleanValue(flag);
                return true;
            case SwitchParameter given:
                writer.WriteBooleanValue(given);
                return true;
            case DateTime time:
                writer.WriteStringValue(time);
                return true;
            case DateTimeOffset time:
                writer.WriteStringValue(time);
                return true;
            case BigInteger number:
                writer.WriteRawValue(number.ToString(CultureInfo.InvariantCulture));
                return true;
            case double.NaN or double.PositiveInfinity or double.NegativeInfinity or float.NaN or float.PositiveInfinity or float.NegativeInfinity:
                writer.WriteStringValue(PSValue.ToText(value));
                return true;
            case float single:
                writer.WriteNumberValue(single);
                return true;
            case double number:
                writer.WriteNumberValue(number);
                return true;
            case Enum member:
                writer.WriteRawValue(member.ToString("D"));
                return true;
            case sbyte or byte or short or ushort or int or uint or long or ulong or decimal:
                writer.WriteRawValue(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                return true;
            default:
                return false;
        }
    }
}
