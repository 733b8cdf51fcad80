using System.Collections.Immutable;
using System.Text.Json;
using Syncro.Models;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <content>How far the classes with scribe types of their own are played.</content>
internal static partial class StoredJson
{
    public static byte[] Write(PlayerEvent.Advanced advanced) => Object(json => WritePosition(json, advanced.To));

    public static PlayerEvent.Advanced ReadPlayed(byte[] bytes) => Read(bytes, json => new PlayerEvent.Advanced(At(json)));

    public static byte[] Write(PlayerEvent.SetAside setAside) =>
        Object(json => WriteSetAside(json, setAside.At, setAside.Error));

    public static PlayerEvent.SetAside ReadSetAside(byte[] bytes) =>
        Read(bytes, json => new PlayerEvent.SetAside(At(json), Text(json, "error")));

    public static byte[] Write(PlayerEvent.PlayedAgain again) => Object(json => WritePosition(json, again.At));

    public static PlayerEvent.PlayedAgain ReadPlayedAgain(byte[] bytes) =>
        Read(bytes, json => new PlayerEvent.PlayedAgain(At(json)));

    public static byte[] Write(Played played) =>
        Object(json =>
        {
            WritePosition(json, played.Position);
            json.WriteStartArray("setAside");
            foreach (var (at, error) in played.SetAside)
            {
                json.WriteStartObject();
                WriteSetAside(json, at, error);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });

    public static Played ReadPlayer(byte[] bytes) => Read(bytes, json => new Played(
        At(json), json.GetProperty("setAside").EnumerateArray().ToImmutableSortedDictionary(At, item => Text(item, "error"))));

    private static void WriteSetAside(Utf8JsonWriter json, Position at, string error)
    {
        WritePosition(json, at);
        json.WriteString("error", error);
    }

    private static void WritePosition(Utf8JsonWriter json, Position at) => json.WriteNumber("position", at.Value);
}
