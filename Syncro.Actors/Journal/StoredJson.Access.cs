using System.Collections.Immutable;
using System.Text.Json;
using Syncro.Access;
using Syncro.Settings;

namespace Syncro.Journal;

/// <content>The tokens made by a peer, of each its hash alone.</content>
internal static partial class StoredJson
{
    public static byte[] Write(AccessEvent.TokenCreated created) => Object(json => WriteToken(json, created.Token));

    public static AccessEvent.TokenCreated ReadTokenCreated(byte[] bytes) =>
        Read(bytes, json => new AccessEvent.TokenCreated(Token(json)));

    public static byte[] Write(AccessEvent.TokenRevoked revoked) => Object(json => json.WriteString("token", revoked.Id));

    public static AccessEvent.TokenRevoked ReadTokenRevoked(byte[] bytes) =>
        Read(bytes, json => new AccessEvent.TokenRevoked(Text(json, "token")));

    public static byte[] Write(AccessState state) =>
        Object(json =>
        {
            json.WriteStartArray("tokens");
            foreach (var token in state.Tokens.Values)
            {
                json.WriteStartObject();
                WriteToken(json, token);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("clients");
            foreach (var client in state.Clients)
                json.WriteStringValue(client.Value);
            json.WriteEndArray();
        });

    public static AccessState ReadAccess(byte[] bytes) => Read(bytes, json => new AccessState(
        AccessState.Empty.Tokens.AddRange(json.GetProperty("tokens").EnumerateArray().Select(Token)
            .Select(token => KeyValuePair.Create(token.Id, token))),
        [.. json.GetProperty("clients").EnumerateArray().Select(client => new Scribes.ClientId(client.GetString()!))]));

    private static void WriteToken(Utf8JsonWriter json, KeptToken token)
    {
        json.WriteString("token", token.Id);
        json.WriteString("client", token.Client.Value);
        json.WriteString("sha256", token.Hash.ToHex());
        json.WriteNumber("created", token.Created);
    }

    private static KeptToken Token(JsonElement json) => new(
        Text(json, "token"), Client(json, "client"), TokenHash.TryParse(Text(json, "sha256"))!,
        json.GetProperty("created").GetInt64());
}
