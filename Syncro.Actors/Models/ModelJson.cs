using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace Syncro.Models;

/// <summary>How models and what is recorded by hand become JSON and back: by Newtonsoft.Json, whatever its global defaults are.</summary>
internal static class ModelJson
{
    private static readonly JsonSerializer Serializer = JsonSerializer.Create(new()
    {
        ContractResolver = new DefaultContractResolver { NamingStrategy = new CamelCaseNamingStrategy() },
        DateParseHandling = DateParseHandling.None,
        FloatParseHandling = FloatParseHandling.Decimal,
        Culture = CultureInfo.InvariantCulture,
        // What a peer writes names no type.
        TypeNameHandling = TypeNameHandling.None,
        MetadataPropertyHandling = MetadataPropertyHandling.Ignore,
    });

    public static JsonContract ContractOf(Type type) => Serializer.ContractResolver.ResolveContract(type);

    /// <exception cref="JsonException">It can't be written.</exception>
    public static string Write(object? value)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Serializer.Serialize(text, value);
        return text.ToString();
    }

    /// <exception cref="JsonException">It is no <typeparamref name="T"/>.</exception>
    public static T Read<T>(string json)
    {
        using var reader = new JsonTextReader(new StringReader(json));
        return Serializer.Deserialize<T>(reader)!;
    }
}
