using System.Text;
using System.Text.Json;
using Syncro.Journal;
using Syncro.Scribes;

namespace Syncro.EntityFrameworkCore.Saving;

/// <summary>Attributes and ids as the outbox keeps them.</summary>
internal static class AttributesJson
{
    public static string Write(IEnumerable<KeyValuePair<string, JsonText>> attributes)
    {
        var json = new StringBuilder("{");
        foreach (var (name, value) in attributes)
            json.Append(json.Length > 1 ? "," : "").Append(JsonText.OfString(name)).Append(':').Append(value);
        return json.Append('}').ToString();
    }

    public static Attributes Read(string json)
    {
        var values = new List<KeyValuePair<string, JsonText>>();
        var reader = new Utf8JsonReader(JsonText.Parse(json).Utf8);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            values.Add(new(name, JsonGrammar.ReadValue(ref reader)));
        }
        return Attributes.Of(values);
    }

    public static RecordKey Key(string className, string id)
    {
        var reader = new Utf8JsonReader(JsonText.Parse(id).Utf8);
        reader.Read();
        return RecordId.TryRead(ref reader, out var read, out var fault)
            ? new(className, read) : throw new InvalidJsonException($"the database holds a wrong id of a {className}: {fault}");
    }
}
