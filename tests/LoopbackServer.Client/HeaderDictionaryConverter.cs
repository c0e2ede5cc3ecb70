using System.Text.Json;
using System.Text.Json.Serialization;

namespace LoopbackServer.Client;

/// <summary>From the server's JSON.</summary>
internal sealed class HeaderDictionaryConverter : JsonConverter<HeaderDictionary>
{
    public override HeaderDictionary Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonSerializer.Deserialize<OrderedDictionary<string, string[]>>(ref reader, options) ?? []);

    public override void Write(Utf8JsonWriter writer, HeaderDictionary value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.ToDictionary(header => header.Key, header => header.Value), options);
}
